using System.Globalization;
using MaskClassification.Data;
using Microsoft.Extensions.Logging;

namespace MaskClassification.Faces;

/// <summary>A data set of drawn faces in the competition's layout, for when there are no photographs at hand.</summary>
public static class DrawnFaces
{
    // Raised whenever the same options would draw other pictures.
    private const int Version = 2;

    /// <summary>Draws the data set, unless an earlier call with the same options already did.</summary>
    /// <param name="cache">The folder that holds drawn data sets, each in a folder of its own.</param>
    /// <param name="options">Which faces to draw.</param>
    /// <param name="log">Told when the drawing starts and ends.</param>
    /// <returns>The data set's folder. <c>eval/answers.csv</c> holds what the competition keeps to itself.</returns>
    public static string Ensure(string cache, DrawnFacesOptions options, ILogger log)
    {
        ArgumentException.ThrowIfNullOrEmpty(cache);
        ArgumentNullException.ThrowIfNull(options);
        var name = string.Create(CultureInfo.InvariantCulture, $"drawn-faces-v{Version}-{options.TrainPeople}-{options.EvalPeople}-seed{options.Seed}");
        var folder = Path.GetFullPath(Path.Combine(cache, name));
        if (Directory.Exists(folder))
        {
            return folder;
        }

        log.LogInformation("no --data given: drawing {Pictures} pictures of faces into {Folder}", 7 * (options.TrainPeople + options.EvalPeople), folder);
        var aside = $"{folder}.{Path.GetRandomFileName()}.partial";
        try
        {
            var key = RandomKey.FromSeed(options.Seed).Derive("drawn faces");
            var gallery = new Gallery();
            TrainFolder.Draw(Path.Combine(aside, "train"), gallery, key.Derive("train"), options.TrainPeople);
            EvalFolder.Draw(Path.Combine(aside, "eval"), gallery, key.Derive("eval"), options.EvalPeople);
            Publish(aside, folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"The faces cannot be drawn into {folder}: {failure.Message} Choose another folder with --output, or give pictures with --data.", failure);
        }
        finally
        {
            if (Directory.Exists(aside))
            {
                Directory.Delete(aside, recursive: true);
            }
        }

        log.LogInformation("faces drawn");
        return folder;
    }

    private static void Publish(string aside, string folder)
    {
        try
        {
            Directory.Move(aside, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Another process drew the same faces meanwhile: its pictures are ours.
        }
    }
}
