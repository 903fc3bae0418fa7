using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Lab.Hub;

/// <summary>Requests to the hub: redirections are followed here, so that the token goes to the hub alone, and what fails for a while is tried again.</summary>
internal sealed class HubConnection : IDisposable
{
    private const int MaximumRedirections = 10;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private readonly HubOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;

    public HubConnection(HubOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None }) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("lab-dotnet", "0.1"));
        _client.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
    }

    /// <summary>What the server says of a file.</summary>
    public async Task<HubFileInfo> DescribeAsync(HubFileName name, CancellationToken cancellation)
    {
        using var response = await SendAsync(HttpMethod.Head, name, from: 0, HeadersOfHub, cancellation).ConfigureAwait(false);
        var commit = Header(response, "X-Repo-Commit");
        var hash = (Header(response, "X-Linked-Etag") ?? Header(response, "ETag"))?.Replace("W/", string.Empty, StringComparison.Ordinal).Trim('"');

        // A redirection's own length is not the file's.
        var size = Header(response, "X-Linked-Size") is { } text ? long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var linked) ? linked : null
            : response.IsSuccessStatusCode ? response.Content.Headers.ContentLength : null;
        return commit is not null && HubFileName.IsCommitHash(commit) && hash is not null && FileHash.IsHash(hash) && size is >= 0
            ? new HubFileInfo(commit, hash, size.Value)
            : throw new LabException($"{AddressText.Of(name.AddressAt(_options.Endpoint))} was answered without commit, hash or size (commit '{commit}', hash '{hash}', size {size}). If HF_ENDPOINT names a mirror, it does not speak the hub's protocol.");
    }

    /// <summary>The content from a byte on; the answer may begin at 0 nevertheless, which its status says.</summary>
    public Task<HttpResponseMessage> OpenAsync(HubFileName name, long from, CancellationToken cancellation) => SendAsync(HttpMethod.Get, name, from, _ => false, cancellation);

    /// <summary>Waits before another attempt.</summary>
    /// <param name="failures">Failures in a row, from 1.</param>
    /// <param name="asked">What the server asks for, or null.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task WaitAsync(int failures, TimeSpan? asked, CancellationToken cancellation) =>
        Task.Delay(asked ?? TimeSpan.FromSeconds(Math.Min(60, Math.Pow(2, failures - 1))), _time, cancellation);

    /// <summary>Whether a failure may pass.</summary>
    public static bool MayPass(Exception failure) => failure is HttpRequestException or IOException or HubTimeoutException;

    public void Dispose() => _client.Dispose();

    private static bool HeadersOfHub(HttpResponseMessage response) => Header(response, "X-Repo-Commit") is not null;

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, HubFileName name, long from, Func<HttpResponseMessage, bool> isEnough, CancellationToken cancellation)
    {
        for (var failures = 0; ;)
        {
            TimeSpan? asked = null;
            Exception? cause = null;
            string reason;
            try
            {
                var response = await FollowAsync(method, name.AddressAt(_options.Endpoint), from, isEnough, cancellation).ConfigureAwait(false);
                if (response.IsSuccessStatusCode || isEnough(response) && (int)response.StatusCode < 400 || response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
                {
                    return response;
                }

                using (response)
                {
                    if (!MayPass(response.StatusCode))
                    {
                        throw HubRefusal.Of(response, name, _options);
                    }

                    asked = RetryAfter(response);
                    reason = string.Create(CultureInfo.InvariantCulture, $"it answered {(int)response.StatusCode} {response.ReasonPhrase}");
                }
            }
            catch (Exception failure) when (MayPass(failure) && !cancellation.IsCancellationRequested)
            {
                (reason, cause) = (failure.InnerException?.Message ?? failure.Message, failure);
            }

            if (++failures >= _options.Attempts || asked > LongestWait)
            {
                throw HubRefusal.Unreachable(name, _options, asked > LongestWait ? $"{reason} and asks to wait for {asked}" : reason, cause);
            }

            await WaitAsync(failures, asked, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<HttpResponseMessage> FollowAsync(HttpMethod method, Uri address, long from, Func<HttpResponseMessage, bool> isEnough, CancellationToken cancellation)
    {
        for (var i = 0; i <= MaximumRedirections; i++)
        {
            using var request = new HttpRequestMessage(method, address);
            if (from > 0)
            {
                request.Headers.Range = new RangeHeaderValue(from, null);
            }

            // Whoever the hub sends us to must not learn it.
            if (_options.Token is { } token && Uri.Compare(address, _options.Endpoint, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }

            using var patience = new HubPatience(_options.Patience, _time, cancellation);
            var response = await patience.GuardAsync(inner => _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, inner)).ConfigureAwait(false);
            if ((int)response.StatusCode is < 300 or >= 400 || response.Headers.Location is not { } location || isEnough(response))
            {
                return response;
            }

            response.Dispose();
            var next = new Uri(address, location);
            if (next.Scheme is not ("http" or "https") || (address.Scheme == "https" && next.Scheme != "https"))
            {
                throw new LabException($"{AddressText.Of(address)} leads to {AddressText.Of(next)}, which is not safe to follow.");
            }

            address = next;
        }

        throw new LabException($"{AddressText.Of(address)} was reached after {MaximumRedirections} redirections and leads on.");
    }

    private static bool MayPass(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500;

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - _time.GetUtcNow() is { Ticks: > 0 } wait ? wait : TimeSpan.Zero,
        _ => null,
    };

    internal static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
