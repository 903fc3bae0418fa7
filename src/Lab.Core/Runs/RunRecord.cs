using System.Buffers;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Lab.Runs;

/// <summary>What <c>run.json</c> says about a run, so that it can be understood and repeated later.</summary>
internal static class RunRecord
{
    // A call of the hash costs more than the line of one sample.
    private const int HashedAtOnce = 1 << 16;
    private const int MostDigits = 16;

    public static JsonObject Create(string experiment, string verb, IReadOnlyDictionary<string, string> options, DateTimeOffset now) => new()
    {
        ["experiment"] = experiment,
        ["verb"] = verb,
        ["started"] = now.ToString("O", CultureInfo.InvariantCulture),
        ["commandLine"] = new JsonArray([.. Environment.GetCommandLineArgs().Select(argument => (JsonNode?)argument)]),
        ["options"] = Options(options),
        ["versions"] = Versions(),
        ["git"] = GitCommit(Environment.CurrentDirectory),
        ["result"] = new JsonObject { ["status"] = "running" },
    };

    /// <summary>What this process is made of.</summary>
    public static JsonObject Versions() => new()
    {
        ["lab"] = Version(typeof(Hook).Assembly),
        ["application"] = Assembly.GetEntryAssembly() is { } entry ? Version(entry) : null,
        ["torchSharp"] = Version(typeof(torch).Assembly),
        ["dotnet"] = Environment.Version.ToString(),
        ["os"] = RuntimeInformation.OSDescription,
        ["architecture"] = RuntimeInformation.ProcessArchitecture.ToString(),
    };

    public static JsonObject Options(IReadOnlyDictionary<string, string> options) => new(options.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));

    public static JsonObject Result(RunResult result) => WithPassedOver(result, new JsonObject
    {
        ["status"] = result.Status.ToString().ToLowerInvariant(),
        ["reason"] = result.Reason,
        ["epochs"] = result.Position.Epoch,
        ["steps"] = result.Position.Step,
        ["skippedSteps"] = result.SkippedSteps,
        ["seconds"] = Math.Round(result.Duration.TotalSeconds, 3),
        ["metrics"] = new JsonObject(Metrics(result).Select(pair => KeyValuePair.Create(pair.Key, double.IsFinite(pair.Value) ? (JsonNode?)pair.Value : null))),
    });

    public static JsonObject Evaluation(RunResult result, Phase phase, Checkpoints.Checkpoint checkpoint, ModelWeights weights) => WithPassedOver(result, new JsonObject
    {
        ["data"] = phase.ToString().ToLowerInvariant(),
        ["checkpoint"] = checkpoint.Name,
        ["weights"] = weights.ToString().ToLowerInvariant(),
        ["skipped"] = result.Skipped,
        ["seconds"] = Math.Round(result.Duration.TotalSeconds, 3),
        ["metrics"] = Result(result)["metrics"]!.DeepClone(),
    });

    private static JsonObject WithPassedOver(RunResult result, JsonObject record)
    {
        if (result.PassedOver.Count > 0)
        {
            record["passedOver"] = new JsonArray([.. result.PassedOver.Select(fault => (JsonNode?)fault)]);
        }

        return record;
    }

    /// <summary>Where training and validation data come from, if Lab split them.</summary>
    public static JsonObject Split(Split split, int fold)
    {
        var record = new JsonObject { ["hash"] = split.Hash, ["samples"] = split.Count, ["method"] = split.Method is { } method ? Lab.Options.EnumText.Write(method) : null, ["seed"] = split.Seed };
        if (split.Folds > 0)
        {
            (record["folds"], record["fold"]) = (split.Folds, fold);
        }

        return record;
    }

    /// <summary>How many samples a data set has and a hash of their names, classes, groups and weights: two runs on one split have the same.</summary>
    public static JsonObject Data<TSample>(Dataset<TSample> data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var lines = new ArrayBufferWriter<byte>(HashedAtOnce * 2);
        for (var i = 0; i < data.Count; i++)
        {
            Encoding.UTF8.GetBytes(data.Describe(i), lines);
            _ = Utf8.TryWrite(lines.GetSpan(MostDigits), CultureInfo.InvariantCulture, $"\t{data.ClassOf(i)}\t", out var written);
            lines.Advance(written);
            Encoding.UTF8.GetBytes(data.GroupOf(i), lines);
            if (data.WeightOf(i) is var weight and not 1)
            {
                Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\t{weight:R}"), lines);
            }

            lines.Write("\n"u8);
            if (lines.WrittenCount > HashedAtOnce)
            {
                hash.AppendData(lines.WrittenSpan);
                lines.ResetWrittenCount();
            }
        }

        hash.AppendData(lines.WrittenSpan);
        return new JsonObject { ["samples"] = data.Count, ["hash"] = Convert.ToHexStringLower(hash.GetHashAndReset())[..32] };
    }

    private static IEnumerable<KeyValuePair<string, double>> Metrics(RunResult result) =>
        (result.LastReport?.Ends() ?? [])
            .SelectMany(end => end.Metrics.Select(pair => KeyValuePair.Create(pair.Key.In(end.Phase), pair.Value)))
            .Concat(result.Metrics.Select(pair => KeyValuePair.Create(pair.Key.Name, pair.Value)));

    private static string? Version(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? assembly.GetName().Version?.ToString();

    private static string? GitCommit(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            var git = Path.Combine(folder.FullName, ".git");
            if (File.Exists(git))
            {
                // A linked work tree: the file names the folder; branches lie in the main repository's.
                git = Path.GetFullPath(File.ReadAllText(git).Trim()["gitdir: ".Length..], folder.FullName);
            }

            var head = Path.Combine(git, "HEAD");
            if (!File.Exists(head))
            {
                continue;
            }

            var text = File.ReadAllText(head).Trim();
            const string Reference = "ref: ";
            if (!text.StartsWith(Reference, StringComparison.Ordinal))
            {
                return text;
            }

            var shared = Path.Combine(git, "commondir");
            git = File.Exists(shared) ? Path.GetFullPath(File.ReadAllText(shared).Trim(), git) : git;
            var loose = Path.Combine(git, text[Reference.Length..]);
            var packed = Path.Combine(git, "packed-refs");
            return File.Exists(loose)
                ? File.ReadAllText(loose).Trim()
                : File.Exists(packed) ? File.ReadLines(packed).FirstOrDefault(line => line.EndsWith(" " + text[Reference.Length..], StringComparison.Ordinal))?.Split(' ')[0] : null;
        }

        return null;
    }
}
