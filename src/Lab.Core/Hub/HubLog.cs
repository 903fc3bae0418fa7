using Microsoft.Extensions.Logging;

namespace Lab.Hub;

/// <summary>Tells of a download in a log: its beginning, every tenth of it, and so its end.</summary>
internal sealed class HubLog(ILogger logger)
{
    private const double Megabyte = 1e6;
    private const int Parts = 10;

    private HubFileName? _file;
    private long _told;

    public void Report(HubProgress progress)
    {
        var part = progress.Total == 0 ? Parts : progress.Received * Parts / progress.Total;
        if (progress.File == _file && part == _told)
        {
            return;
        }

        (_file, _told) = (progress.File, part);
        logger.LogInformation("{File}: {Received:0.0} of {Total:0.0} MB", progress.File, progress.Received / Megabyte, progress.Total / Megabyte);
    }
}
