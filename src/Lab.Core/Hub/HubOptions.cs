using System.Globalization;
using System.Text;

namespace Lab.Hub;

/// <summary>Where published files come from and where they are kept: the settings that Python's <c>huggingface_hub</c> has, under the same environment variables.</summary>
/// <remarks>The proxy is .NET's: <c>HTTPS_PROXY</c>, <c>HTTP_PROXY</c>, <c>ALL_PROXY</c> and <c>NO_PROXY</c>.</remarks>
public sealed record HubOptions
{
    /// <summary>The server, or a mirror of it. Environment: <c>HF_ENDPOINT</c>. Default: https://huggingface.co.</summary>
    public Uri Endpoint
    {
        get;
        init => field = value is { IsAbsoluteUri: true, Scheme: "http" or "https" } ? value : throw new ArgumentException($"The endpoint '{(value is null ? "null" : AddressText.Of(value))}' is no http or https address.", nameof(Endpoint));
    }

    = new("https://huggingface.co");

    /// <summary>
    /// The folder of files that are here, in the layout of Python's library, so that each finds what the other has fetched. Environment: <c>HF_HUB_CACHE</c>, or <c>hub</c> below <c>HF_HOME</c>, or
    /// <c>huggingface/hub</c> below <c>XDG_CACHE_HOME</c> or the user's <c>.cache</c>.
    /// </summary>
    public required string CacheFolder { get; init; }

    /// <summary>
    /// The token of a user, for repositories that ask for one; it is sent to <see cref="Endpoint"/> and nowhere else. Environment: <c>HF_TOKEN</c>, or the file <c>HF_TOKEN_PATH</c>, or <c>token</c> below
    /// <c>HF_HOME</c>. Default: none.
    /// </summary>
    public string? Token { get; init; }

    /// <summary>Whether only files in the cache are used and no connection is made. Environment: <c>HF_HUB_OFFLINE</c>. Default: no.</summary>
    public bool IsOffline { get; init; }

    /// <summary>Whether the server is asked if a name such as <c>main</c> means another version by now, although a file of it is in the cache. Default: no.</summary>
    public bool Refresh { get; init; }

    /// <summary>How often in a row a request may fail for a reason that may pass: no connection, a broken one, 429, 5xx. Default: 5.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>How long a server may be silent before the connection counts as broken. Default: 30 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The options that the environment sets.</summary>
    /// <exception cref="LabException">A variable has no usable value; the message names it.</exception>
    public static HubOptions FromEnvironment() => FromEnvironment(Environment.GetEnvironmentVariable);

    // The text of a record goes into logs and messages, where a token or a password has no place.
    private bool PrintMembers(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"{nameof(Endpoint)} = {AddressText.Of(Endpoint)}, {nameof(CacheFolder)} = {CacheFolder}, {nameof(Token)} = {(Token is null ? "none" : "***")}, ");
        text.Append(CultureInfo.InvariantCulture, $"{nameof(IsOffline)} = {IsOffline}, {nameof(Refresh)} = {Refresh}, {nameof(Attempts)} = {Attempts}, {nameof(Patience)} = {Patience}");
        return true;
    }

    internal static HubOptions FromEnvironment(Func<string, string?> environment)
    {
        var home = Value("HF_HOME") ?? Path.Combine(Value("XDG_CACHE_HOME") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"), "huggingface");
        var options = new HubOptions { CacheFolder = Value("HF_HUB_CACHE") ?? Path.Combine(home, "hub"), Token = FindToken(), IsOffline = IsSet("HF_HUB_OFFLINE") };
        if (Value("HF_ENDPOINT") is not { } endpoint)
        {
            return options;
        }

        return Uri.TryCreate(endpoint.TrimEnd('/'), UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? options with { Endpoint = address }
            : throw new LabException($"HF_ENDPOINT is '{AddressText.OfMalformed(endpoint)}', which is no http or https address. Set it to a mirror such as https://huggingface.co, or remove it.");

        string? Value(string name) => environment(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

        bool IsSet(string name) => Value(name)?.ToUpperInvariant() is "1" or "ON" or "YES" or "TRUE";

        string? FindToken()
        {
            if (Value("HF_TOKEN") is { } token)
            {
                return token;
            }

            var file = Value("HF_TOKEN_PATH") ?? Path.Combine(home, "token");
            try
            {
                return File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } text ? text : null;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw new LabException($"The token in {file} cannot be read: {failure.Message} Set HF_TOKEN instead, or mend the file.", failure);
            }
        }
    }
}
