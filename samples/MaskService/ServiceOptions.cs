namespace MaskService;

/// <summary>What the service serves, from the command line (<c>--model FILE</c>), the environment (<c>MODEL</c>) or <c>appsettings.json</c>.</summary>
internal sealed class ServiceOptions
{
    /// <summary>A bundle, or the folder of a run.</summary>
    public string? Model { get; set; }

    /// <summary>Bytes of a request at most. Default: 10 MB.</summary>
    public int MaximumBytes { get; set; } = 10_000_000;

    /// <summary>Whether each picture is also judged mirrored: a little more accurate, at twice the cost. Default: false.</summary>
    public bool Flip { get; set; }

    /// <summary>What computes. Default: ONNX Runtime, which is the faster one on a processor.</summary>
    public PredictorEngine Engine { get; set; } = PredictorEngine.Onnx;

    /// <summary>Requests that are worked on at once; as many again wait, and further ones are refused with 503. Default: 64.</summary>
    public int MaximumRequests { get; set; } = 64;

    /// <summary>What is wrong with a value, or null.</summary>
    public string? Problem =>
        MaximumRequests < 1 || MaximumBytes < 1 ? $"--maximum-requests {MaximumRequests} and --maximum-bytes {MaximumBytes}: each must be at least 1."
        : !Enum.IsDefined(Engine) ? $"--engine {Engine}: choose {string.Join(" or ", Enum.GetNames<PredictorEngine>()).ToLowerInvariant()}."
        : null;

    /// <summary>Reads the options as ASP.NET reads its own; on the command line their words are joined by hyphens.</summary>
    public static ServiceOptions Read(string[] args) => new ConfigurationBuilder()
        .AddJsonFile("appsettings.json", optional: true)
        .AddEnvironmentVariables()
        .AddCommandLine(args, new Dictionary<string, string> { ["--maximum-bytes"] = nameof(MaximumBytes), ["--maximum-requests"] = nameof(MaximumRequests) })
        .Build()
        .Get<ServiceOptions>() ?? new ServiceOptions();
}
