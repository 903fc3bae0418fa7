using System.Globalization;
using System.Net;

namespace Lab.Hub;

/// <summary>What to tell whoever gets no file.</summary>
internal static class HubRefusal
{
    public static LabException Of(HttpResponseMessage response, HubFileName name, HubOptions options)
    {
        var page = $"{AddressText.Of(options.Endpoint).TrimEnd('/')}/{name.Repository}";
        var token = options.Token is null ? "no token was sent; set HF_TOKEN to yours" : "the token that was sent does not allow it";
        var answer = string.Create(CultureInfo.InvariantCulture, $"{(int)response.StatusCode} {response.ReasonPhrase}");
        var code = HubConnection.Header(response, "X-Error-Code");
        if (code == "EntryNotFound")
        {
            return new HubFileMissingException($"{name.Repository}@{name.Revision} has no file '{name.File}'. {page}/tree/{name.Revision} lists those that there are.");
        }

        return new LabException((response.StatusCode, code) switch
        {
            (_, "GatedRepo") => $"{name.Repository} is gated: accept its terms at {page} with your account, and set HF_TOKEN to a token of it ({token}).",
            (HttpStatusCode.Unauthorized, _) => $"{name.Repository} is private, or there is no such repository ({answer}): {token}. Look at {page}.",
            (HttpStatusCode.Forbidden, _) => $"{name} was refused ({answer}): {token}. Look at {page}.",
            (_, "RevisionNotFound") => $"{name.Repository} has no revision '{name.Revision}'. {page}/branches lists those that there are.",
            (HttpStatusCode.NotFound, _) => $"There is no {name}: look at {page}.",
            _ => $"{AddressText.Of(name.AddressAt(options.Endpoint))} was answered with {answer}.",
        });
    }

    public static LabException Unreachable(HubFileName name, HubOptions options, string reason, Exception? cause) => new(
        $"{name} cannot be fetched from {options.Endpoint.Host}: {reason.TrimEnd('.')}. {Ways(name, options)}", cause ?? new IOException(reason));

    public static HubFileMissingException NotInCache(HubFileName name, HubOptions options) => new(
        $"{name} is not in {options.CacheFolder}, and HF_HUB_OFFLINE forbids to fetch it. Remove that setting, or: {Ways(name, options)}");

    private static string Ways(HubFileName name, HubOptions options) =>
        $"Without a network, fetch {name.AddressAt(new Uri("https://huggingface.co"))} elsewhere and name the file's path instead of the repository, or copy {options.CacheFolder} from a computer that has it. Behind a proxy, set HTTPS_PROXY; "
        + "for a mirror, HF_ENDPOINT.";
}
