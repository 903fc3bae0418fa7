using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Lab.Tests.Hub;

/// <summary>A request that a <see cref="HubServer"/> has got.</summary>
internal sealed record HubRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name.ToLowerInvariant());
}

/// <summary>What it answers: the body is cut after <paramref name="BreakAt"/> bytes if that is set, and nothing is sent at all for status 0.</summary>
internal sealed record HubReply(int Status, (string Name, string Value)[] Headers, byte[] Body, int? BreakAt = null)
{
    public static HubReply Error(int status, string? code = null, string? retryAfter = null) =>
        new(status, [.. code is null ? [] : new[] { ("X-Error-Code", code) }, .. retryAfter is null ? [] : new[] { ("Retry-After", retryAfter) }], []);
}

/// <summary>Speaks the hub's protocol on this machine: <c>127.0.0.1</c> is the hub, <c>localhost</c> the host that holds large files.</summary>
internal sealed class HubServer : IDisposable
{
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Dictionary<string, byte[]> _files = [];
    private readonly ConcurrentQueue<HubRequest> _requests = new();

    private bool _isOver;

    public HubServer()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri Endpoint => new($"http://127.0.0.1:{Port}");

    public IReadOnlyList<HubRequest> Requests => [.. _requests];

    /// <summary>Downloads of contents, not questions about them.</summary>
    public IEnumerable<HubRequest> Downloads => Requests.Where(request => request.Method == "GET" && (request.Path.StartsWith("/cdn/", StringComparison.Ordinal) || request.Path.EndsWith(".json", StringComparison.Ordinal)));

    /// <summary>Answers before the usual answer does; null for the usual one.</summary>
    public Func<HubRequest, HubReply?> Before { get; set; } = _ => null;

    public void Add(string path, byte[] content) => _files[path] = content;

    public static string Sha256Of(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

#pragma warning disable CA5350 // The hub names small files by git's hash.
    public static string GitHashOf(byte[] content) => Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content]));
#pragma warning restore CA5350

    /// <summary>The usual answer: large files (.safetensors) lie elsewhere, small ones here.</summary>
    public HubReply Usual(HubRequest request)
    {
        if (request.Path.StartsWith("/cdn/", StringComparison.Ordinal))
        {
            return Content(request, _files[request.Path["/cdn".Length..]], []);
        }

        var parts = request.Path.Split('/', 6);
        if (parts.Length < 6 || parts[3] != "resolve" || !_files.Keys.Any(path => path.StartsWith($"/{parts[1]}/{parts[2]}/", StringComparison.Ordinal)))
        {
            return HubReply.Error(401, "RepoNotFound");
        }

        if (parts[4] != "main" && parts[4] != Commit)
        {
            return HubReply.Error(404, "RevisionNotFound");
        }

        var path = $"/{parts[1]}/{parts[2]}/{parts[5]}";
        if (!_files.TryGetValue(path, out var content))
        {
            return HubReply.Error(404, "EntryNotFound");
        }

        return path.EndsWith(".safetensors", StringComparison.Ordinal)
            ? new HubReply(
                302,
                [
                    ("X-Repo-Commit", Commit), ("X-Linked-Etag", $"\"{Sha256Of(content)}\""), ("X-Linked-Size", content.Length.ToString(CultureInfo.InvariantCulture)), ("ETag", "\"other\""),
                    ("Location", $"http://localhost:{Port}/cdn{path}"),
                ],
                [])
            : Content(request, content, [("X-Repo-Commit", Commit), ("ETag", $"W/\"{GitHashOf(content)}\"")]);
    }

    /// <summary>A content, or the part of it that is asked for.</summary>
    public static HubReply Content(HubRequest request, byte[] content, (string Name, string Value)[] headers)
    {
        if (request.Header("Range") is not { } range)
        {
            return new HubReply(200, headers, content);
        }

        var from = int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
        return from >= content.Length ? HubReply.Error(416) : new HubReply(206, [.. headers, ("Content-Range", $"bytes {from}-{content.Length - 1}/{content.Length}")], content[from..]);
    }

    public void Dispose()
    {
        if (!_isOver)
        {
            _isOver = true;
            _end.Cancel();
            _listener.Stop();
            _end.Dispose();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!_end.IsCancellationRequested)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token));
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                if (await ReadAsync(stream) is { } request)
                {
                    _requests.Enqueue(request);
                    await WriteAsync(client, stream, request, Before(request) ?? Usual(request));
                }
            }
            catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException)
            {
            }
        }
    }

    private async Task WriteAsync(TcpClient client, NetworkStream stream, HubRequest request, HubReply reply)
    {
        if (reply.Status == 0)
        {
            await Task.Delay(Timeout.Infinite, _end.Token);
        }

        var head = string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {reply.Status} Answer\r\nContent-Length: {reply.Body.Length}\r\nConnection: close\r\n")
            + string.Concat(reply.Headers.Select(header => $"{header.Name}: {header.Value}\r\n"));
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{head}\r\n"));
        if (request.Method == "HEAD")
        {
            return;
        }

        await stream.WriteAsync(reply.Body.AsMemory(0, reply.BreakAt ?? reply.Body.Length));
        if (reply.BreakAt is not null)
        {
            await stream.FlushAsync();
            client.Client.Shutdown(SocketShutdown.Both);
        }
    }

    private static async Task<HubRequest?> ReadAsync(NetworkStream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!(head.Count >= 4 && head[^1] == '\n' && head[^2] == '\r' && head[^3] == '\n'))
        {
            if (await stream.ReadAsync(one) == 0)
            {
                return null;
            }

            head.Add(one[0]);
        }

        var lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var first = lines[0].Split(' ');
        return new HubRequest(first[0], Uri.UnescapeDataString(first[1]), lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0].ToLowerInvariant(), pair => pair[1]));
    }
}
