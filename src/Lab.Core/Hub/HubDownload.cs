using System.Net;

namespace Lab.Hub;

/// <summary>One file on its way: it grows beside its place, goes on where a connection broke, and is moved there once its hash is right.</summary>
internal sealed class HubDownload(HubConnection connection, HubFileName name, HubFileInfo info, string blob, HubOptions options, TimeProvider time, Action<HubProgress>? progress)
{
    private static readonly TimeSpan BetweenReports = TimeSpan.FromMilliseconds(100);

    private long _lastReport;

    public async Task RunAsync(CancellationToken cancellation)
    {
        var path = $"{blob}.incomplete";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var isResumed = File.Exists(path) && new FileInfo(path).Length > 0;
        await FetchAsync(path, cancellation).ConfigureAwait(false);
        if (!FileHash.Matches(path, info.Hash))
        {
            File.Delete(path);
            if (!isResumed)
            {
                throw Damaged();
            }

            // What an earlier download left may have been damaged since.
            await FetchAsync(path, cancellation).ConfigureAwait(false);
            if (!FileHash.Matches(path, info.Hash))
            {
                File.Delete(path);
                throw Damaged();
            }
        }

        File.Move(path, blob, overwrite: true);
    }

    private LabException Damaged() => new($"{name} arrived with another content than the server announced (hash {info.Hash}), and was thrown away. Try again; if it stays so, the server or something between is at fault.");

    private async Task FetchAsync(string path, CancellationToken cancellation)
    {
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        file.Seek(0, SeekOrigin.End);
        if (file.Length > info.Size)
        {
            file.SetLength(0);
        }

        Report(file.Length, isDue: true);
        for (var failures = 0; file.Length < info.Size;)
        {
            var before = file.Length;
            Exception? cause = null;
            try
            {
                await ReceiveAsync(file, cancellation).ConfigureAwait(false);
            }
            catch (HubBrokenException broken)
            {
                cause = broken.InnerException;
            }

            if (file.Length >= info.Size)
            {
                break;
            }

            // Whatever has arrived, the connection works now and then.
            failures = file.Length > before ? 1 : failures + 1;
            if (failures >= options.Attempts)
            {
                throw HubRefusal.Unreachable(name, options, $"the connection broke at {file.Length} of {info.Size} bytes{(cause is null ? string.Empty : $" ({cause.Message.TrimEnd('.')})")}; the next attempt goes on there", cause);
            }

            await connection.WaitAsync(failures, asked: null, cancellation).ConfigureAwait(false);
        }

        file.Flush(flushToDisk: true);
        Report(file.Length, isDue: true);
    }

    private async Task ReceiveAsync(FileStream file, CancellationToken cancellation)
    {
        using var response = await connection.OpenAsync(name, file.Length, cancellation).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.PartialContent || response.Content.Headers.ContentRange?.From != file.Length)
        {
            // The server begins anew, or with another part.
            file.SetLength(0);
            if (response.StatusCode is HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                return;
            }
        }

        var buffer = new byte[1 << 17];
        Stream content;
        try
        {
            content = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (HubConnection.MayPass(failure) && !cancellation.IsCancellationRequested)
        {
            throw new HubBrokenException(failure);
        }

        for (int read, count = 0; (read = await ReadAsync(content, buffer, cancellation).ConfigureAwait(false)) > 0; count++)
        {
            if (read > info.Size - file.Length)
            {
                throw new LabException($"{name} has more than the {info.Size} bytes that the server announced.");
            }

            await file.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            Report(file.Length, isDue: count == 0);
        }
    }

    private async Task<int> ReadAsync(Stream content, byte[] buffer, CancellationToken cancellation)
    {
        using var patience = new HubPatience(options.Patience, time, cancellation);
        try
        {
            return await patience.GuardAsync(inner => content.ReadAsync(buffer, inner).AsTask()).ConfigureAwait(false);
        }
        catch (Exception failure) when (HubConnection.MayPass(failure) && !cancellation.IsCancellationRequested)
        {
            // Told from a disk that fails, which trying again does not mend.
            throw new HubBrokenException(failure);
        }
    }

    private void Report(long received, bool isDue)
    {
        if (progress is null || (!isDue && time.GetElapsedTime(_lastReport) < BetweenReports))
        {
            return;
        }

        _lastReport = time.GetTimestamp();
        progress(new HubProgress(name, received, info.Size));
    }
}

/// <summary>A connection that broke while a file arrived.</summary>
internal sealed class HubBrokenException(Exception cause) : Exception(cause.Message, cause);
