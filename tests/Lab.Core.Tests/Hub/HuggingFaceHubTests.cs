using System.Globalization;
using Lab.Hub;
using Lab.Tests.Checkpoints;

namespace Lab.Tests.Hub;

/// <summary>Downloads from a server on this machine that speaks the hub's protocol, on good days and bad ones.</summary>
public sealed class HuggingFaceHubTests
{
    private static readonly HubFileName Weights = new("timm/tiny.a1_in1k", "model.safetensors");
    private static readonly HubFileName Config = Weights with { File = "config.json" };
    private static readonly byte[] Content = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31 % 251))];

    private HubServer _server = null!;
    private SkippedTime _time = null!;
    private string _folder = null!;

    private string Blobs => Path.Combine(_folder, "models--timm--tiny.a1_in1k", "blobs");

    [SetUp]
    public void Start()
    {
        _server = new HubServer();
        _server.Add("/timm/tiny.a1_in1k/model.safetensors", Content);
        _server.Add("/timm/tiny.a1_in1k/config.json", "{}"u8.ToArray());
        _time = new SkippedTime();
        _folder = Directory.CreateTempSubdirectory("lab-hub-").FullName;
    }

    [TearDown]
    public void End()
    {
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public void A_file_is_fetched_once_and_lies_where_Python_looks_for_it()
    {
        var path = Hub().Get(Weights);
        var requests = _server.Requests.Count;

        Assert.That(File.ReadAllBytes(path), Is.EqualTo(Content));
        Assert.That(path, Is.EqualTo(Path.Combine(_folder, "models--timm--tiny.a1_in1k", "snapshots", HubServer.Commit, "model.safetensors")));
        Assert.That(File.ReadAllText(Path.Combine(_folder, "models--timm--tiny.a1_in1k", "refs", "main")), Is.EqualTo(HubServer.Commit));
        Assert.That(File.ReadAllBytes(Path.Combine(Blobs, HubServer.Sha256Of(Content))), Is.EqualTo(Content));
        Assert.That(new FileInfo(path).LinkTarget, Is.EqualTo(Path.Combine("..", "..", "blobs", HubServer.Sha256Of(Content))));
        Assert.That(Hub().Get(Weights), Is.EqualTo(path));
        Assert.That(Hub(options => options with { IsOffline = true }).Get(Weights), Is.EqualTo(path));
        Assert.That(Hub().Get(Weights with { Revision = HubServer.Commit }), Is.EqualTo(path));
        Assert.That(_server.Requests, Has.Count.EqualTo(requests));
    }

    [Test]
    public void Small_files_carry_the_hash_of_git()
    {
        Assert.That(File.ReadAllText(Hub().Get(Config)), Is.EqualTo("{}"));
        Assert.That(File.Exists(Path.Combine(Blobs, HubServer.GitHashOf("{}"u8.ToArray()))));
    }

    [Test]
    public void What_Python_has_fetched_is_found()
    {
        var snapshot = Path.Combine(_folder, "models--org--name", "snapshots", HubServer.Commit);
        Directory.CreateDirectory(snapshot);
        Directory.CreateDirectory(Path.Combine(_folder, "models--org--name", "refs"));
        File.WriteAllText(Path.Combine(snapshot, "model.safetensors"), "weights");
        File.WriteAllText(Path.Combine(_folder, "models--org--name", "refs", "main"), HubServer.Commit);

        Assert.That(Hub(options => options with { IsOffline = true }).Get(new HubFileName("org/name", "model.safetensors")), Is.EqualTo(Path.Combine(snapshot, "model.safetensors")));
    }

    [Test]
    public void A_download_that_breaks_goes_on_where_it_broke()
    {
        var breaks = 0;
        _server.Before = request => request.Path.StartsWith("/cdn/", StringComparison.Ordinal) && breaks++ < 3 ? _server.Usual(request) with { BreakAt = 70_000 } : null;
        var seen = new List<HubProgress>();

        var path = Hub().Get(Weights, seen.Add);

        Assert.That(File.ReadAllBytes(path), Is.EqualTo(Content));
        Assert.That(_server.Downloads.Select(request => request.Header("Range")), Is.EqualTo(new[] { null, "bytes=70000-", "bytes=140000-", "bytes=210000-" }));
        Assert.That(seen.Select(report => report.Received), Is.Ordered);
        Assert.That(seen[0].Received, Is.Zero);
        Assert.That(seen[^1], Is.EqualTo(new HubProgress(Weights, Content.Length, Content.Length)));
    }

    [Test]
    public void A_connection_that_breaks_without_end_is_told_and_the_next_process_goes_on()
    {
        _server.Before = request => request.Path.StartsWith("/cdn/", StringComparison.Ordinal) ? _server.Usual(request) with { BreakAt = request.Header("Range") is null ? 100_000 : 0 } : null;
        Assert.That(() => Hub().Get(Weights), Throws.TypeOf<LabException>().With.Message.Contains("100000 of 300000 bytes").And.Message.Contains("goes on there"));
        var asked = _server.Downloads.Count();

        _server.Before = _ => null;
        Assert.That(File.ReadAllBytes(Hub().Get(Weights)), Is.EqualTo(Content));
        Assert.That(_server.Downloads.Skip(asked).Select(request => request.Header("Range")), Is.EqualTo(new[] { "bytes=100000-" }));
    }

    [Test]
    public void A_server_that_always_begins_anew_is_understood()
    {
        var first = true;
        _server.Before = request =>
        {
            if (!request.Path.StartsWith("/cdn/", StringComparison.Ordinal))
            {
                return null;
            }

            var reply = new HubReply(200, [], Content, first ? 100_000 : null);
            first = false;
            return reply;
        };

        Assert.That(File.ReadAllBytes(Hub().Get(Weights)), Is.EqualTo(Content));
    }

    [Test]
    public void Another_content_than_announced_is_thrown_away()
    {
        var wrong = Content.ToArray();
        wrong[1000] ^= 1;
        _server.Before = request => request.Path.StartsWith("/cdn/", StringComparison.Ordinal) ? new HubReply(200, [], wrong) : null;

        Assert.That(() => Hub().Get(Weights), Throws.TypeOf<LabException>().With.Message.Contains("another content"));
        Assert.That(Directory.EnumerateFiles(Blobs), Is.Empty);
        Assert.That(Directory.Exists(Path.Combine(_folder, "models--timm--tiny.a1_in1k", "snapshots")), Is.False);
        _server.Before = request => request.Path.StartsWith("/cdn/", StringComparison.Ordinal) ? new HubReply(200, [], [.. Content, 1]) : null;
        Assert.That(() => Hub().Get(Weights), Throws.TypeOf<LabException>().With.Message.Contains("more than the 300000 bytes"));
    }

    [Test]
    public void What_an_earlier_download_left_damaged_is_fetched_anew()
    {
        Directory.CreateDirectory(Blobs);
        File.WriteAllBytes(Path.Combine(Blobs, $"{HubServer.Sha256Of(Content)}.incomplete"), new byte[5000]);

        Assert.That(File.ReadAllBytes(Hub().Get(Weights)), Is.EqualTo(Content));
        Assert.That(_server.Downloads.Select(request => request.Header("Range")), Is.EqualTo(new[] { "bytes=5000-", null }));
    }

    [Test]
    public void The_token_goes_to_the_hub_and_to_nobody_else()
    {
        Hub(options => options with { Token = "hf_secret" }).Get(Weights);

        Assert.That(_server.Requests.Select(request => (request.Header("Host")!.Split(':')[0], request.Header("Authorization"))).Distinct(), Is.EquivalentTo(new[] { ("127.0.0.1", "Bearer hf_secret"), ("localhost", null) }));
    }

    [TestCase(401, "RepoNotFound", "set HF_TOKEN")]
    [TestCase(401, null, "set HF_TOKEN")]
    [TestCase(403, "GatedRepo", "accept its terms at")]
    [TestCase(401, "GatedRepo", "accept its terms at")]
    [TestCase(403, null, "was refused")]
    [TestCase(404, "RevisionNotFound", "no revision 'main'")]
    [TestCase(404, "EntryNotFound", "no file 'model.safetensors'")]
    [TestCase(404, null, "There is no")]
    [TestCase(410, null, "410")]
    public void A_refusal_is_told_and_not_repeated(int status, string? code, string told)
    {
        _server.Before = _ => HubReply.Error(status, code);

        Assert.That(() => Hub().Get(Weights), Throws.InstanceOf<LabException>().With.Message.Contains(told).And.Message.Contains("timm/tiny.a1_in1k"));
        Assert.That(_server.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_token_that_does_not_suffice_is_not_shown()
    {
        _server.Before = _ => HubReply.Error(403, "GatedRepo");

        Assert.That(() => Hub(options => options with { Token = "hf_secret" }).Get(Weights), Throws.TypeOf<LabException>().With.Message.Contains("does not allow it").And.Message.Not.Contains("hf_secret"));
    }

    [TestCase(410, null)]
    [TestCase(403, "GatedRepo")]
    [TestCase(404, "EntryNotFound")]
    [TestCase(200, null)]
    public void The_user_of_a_mirrors_address_is_not_shown(int status, string? code)
    {
        _server.Before = _ => HubReply.Error(status, code);
        var mirror = new UriBuilder(_server.Endpoint) { UserName = "anna", Password = "secret" }.Uri;

        Assert.That(
            () => Hub(options => options with { Endpoint = mirror }).Get(Weights), Throws.InstanceOf<LabException>().With.Message.Contains($"http://127.0.0.1:{_server.Port}/timm").And.Message.Not.Contains("secret").And.Message.Not.Contains("anna"));
    }

    [TestCase("7", 7)]
    [TestCase("Wed, 04 Mar 2026 05:06:18 GMT", 11)]
    public void Too_many_requests_wait_as_long_as_the_server_asks(string retryAfter, int seconds)
    {
        var count = 0;
        _server.Before = _ => count++ == 0 ? HubReply.Error(429, retryAfter: retryAfter) : null;

        Assert.That(File.ReadAllBytes(Hub().Get(Weights)), Is.EqualTo(Content));
        Assert.That(_time.Waits, Is.EqualTo(new[] { TimeSpan.FromSeconds(seconds) }));
    }

    [Test]
    public void A_server_in_trouble_is_asked_again_with_growing_pauses()
    {
        _server.Before = _ => HubReply.Error(503);

        Assert.That(() => Hub().Get(Weights), Throws.TypeOf<LabException>().With.Message.Contains("503").And.Message.Contains("HF_ENDPOINT"));
        Assert.That(_time.Waits.Select(wait => wait.TotalSeconds), Is.EqualTo(new[] { 1.0, 2, 4, 8 }));
        Assert.That(_server.Requests, Has.Count.EqualTo(5));
    }

    [Test]
    public void A_server_that_asks_for_an_hour_is_not_waited_for()
    {
        _server.Before = _ => HubReply.Error(429, retryAfter: "3600");

        Assert.That(() => Hub().Get(Weights), Throws.TypeOf<LabException>().With.Message.Contains("01:00:00"));
        Assert.That(_time.Waits, Is.Empty);
    }

    [Test]
    public void Without_a_network_the_error_says_what_to_do()
    {
        _server.Dispose();

        Assert.That(() => Hub().Get(Weights), Throws.TypeOf<LabException>()
            .With.Message.Contains("https://huggingface.co/timm/tiny.a1_in1k/resolve/main/model.safetensors").And.Message.Contains("HTTPS_PROXY").And.Message.Contains("HF_ENDPOINT"));
        Assert.That(_time.Waits.Select(wait => wait.TotalSeconds), Is.EqualTo(new[] { 1.0, 2, 4, 8 }));
    }

    [Test]
    public void Offline_nothing_is_asked_for()
    {
        Assert.That(() => Hub(options => options with { IsOffline = true }).Get(Weights), Throws.TypeOf<HubFileMissingException>().With.Message.Contains("HF_HUB_OFFLINE").And.Message.Contains(_folder));
        Assert.That(_server.Requests, Is.Empty);
    }

    [Test]
    [SetCulture("de-DE")]
    public void A_silent_server_counts_as_a_broken_connection()
    {
        _server.Before = _ => new HubReply(0, [], []);
        var hub = new HuggingFaceHub(new HubOptions { Endpoint = _server.Endpoint, CacheFolder = _folder, Patience = TimeSpan.FromMilliseconds(50), Attempts = 1 });

        Assert.That(() => hub.Get(Weights), Throws.TypeOf<LabException>().With.Message.Contains("nothing came for 0.05 s"));
    }

    [Test]
    public async Task Two_that_want_one_file_fetch_it_once()
    {
        var paths = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Hub(time: TimeProvider.System).Get(Weights))));

        Assert.That(paths.Distinct().Count(), Is.EqualTo(1));
        Assert.That(File.ReadAllBytes(paths[0]), Is.EqualTo(Content));
        Assert.That(_server.Downloads.Count(), Is.EqualTo(1));
    }

    [Test]
    public void A_cancelled_download_is_kept_for_the_next_time_and_locks_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        _server.Before = request => request.Path.StartsWith("/cdn/", StringComparison.Ordinal) && request.Header("Range") is null ? _server.Usual(request) with { BreakAt = 50_000 } : null;

        Assert.That(
            () => Hub().Get(
                Weights,
                report =>
                {
                    if (report.Received > 0)
                    {
                        cancellation.Cancel();
                    }
                },
                cancellation.Token),
            Throws.InstanceOf<OperationCanceledException>());
        var left = new FileInfo(Path.Combine(Blobs, $"{HubServer.Sha256Of(Content)}.incomplete")).Length;
        Assert.That(left, Is.GreaterThan(0));
        Assert.That(File.ReadAllBytes(Hub().Get(Weights)), Is.EqualTo(Content));
        Assert.That(_server.Downloads.Last().Header("Range"), Is.EqualTo(string.Create(CultureInfo.InvariantCulture, $"bytes={left}-")));
    }

    [Test]
    public void A_full_disk_is_told()
    {
        using var disk = SmallDisk.Mount("128k");

        Assert.That(() => Hub(options => options with { CacheFolder = disk.Folder }).Get(Weights), Throws.TypeOf<LabException>().With.Message.Contains("300000 bytes").And.Message.Contains("HF_HOME"));
    }

    [TestCase("X-Linked-Etag", "\"../../evil\"")]
    [TestCase("X-Repo-Commit", "../../evil")]
    [TestCase("X-Linked-Size", "-1")]
    public void A_server_that_names_no_proper_hash_commit_or_size_is_not_believed(string header, string value)
    {
        _server.Before = request =>
        {
            var usual = _server.Usual(request);
            return usual with { Headers = [.. usual.Headers.Select(one => one.Name == header ? (header, value) : one)] };
        };

        Assert.That(() => Hub().Get(Weights), Throws.TypeOf<LabException>());
        Assert.That(Directory.EnumerateFileSystemEntries(_folder), Is.Empty);
    }

    [TestCase("../evil/x", "f", "main")]
    [TestCase("a/../b", "f", "main")]
    [TestCase("a/b/c", "f", "main")]
    [TestCase("a", "f", "main")]
    [TestCase("a/b", "../f", "main")]
    [TestCase("a/b", "/f", "main")]
    [TestCase("a/b", "f", "../main")]
    [TestCase("a/b", "x\\..\\f", "main")]
    public void Names_cannot_lead_out_of_the_cache(string repository, string file, string revision)
    {
        Assert.That(() => Hub().Get(new HubFileName(repository, file, revision)), Throws.TypeOf<LabException>());
        Assert.That(_server.Requests, Is.Empty);
    }

    [Test]
    public void A_redirection_to_another_kind_of_address_is_not_followed()
    {
        _server.Before = request => request.Method == "GET" ? new HubReply(302, [("Location", "file:///etc/passwd")], []) : null;

        Assert.That(() => Hub().Get(Weights), Throws.TypeOf<LabException>().With.Message.Contains("not safe"));
    }

    [Test]
    public void A_branch_that_moved_is_followed_when_asked_for()
    {
        var first = Hub().Get(Config);
        var later = "89abcdef0123456789abcdef0123456789abcdef";
        _server.Add("/timm/tiny.a1_in1k/config.json", "{ }"u8.ToArray());
        _server.Before = request => _server.Usual(request) is var usual ? usual with { Headers = [.. usual.Headers.Select(one => one.Name == "X-Repo-Commit" ? (one.Name, later) : one)] } : null;

        Assert.That(Hub().Get(Config), Is.EqualTo(first));
        Assert.That(File.ReadAllText(Hub(options => options with { Refresh = true }).Get(Config)), Is.EqualTo("{ }"));
        Assert.That(File.ReadAllText(Hub().Get(Config)), Is.EqualTo("{ }"));
        Assert.That(File.ReadAllText(first), Is.EqualTo("{}"));
    }

    private HuggingFaceHub Hub(Func<HubOptions, HubOptions>? change = null, TimeProvider? time = null)
    {
        var options = new HubOptions { Endpoint = _server.Endpoint, CacheFolder = _folder, Patience = TimeSpan.FromHours(1) };
        return new HuggingFaceHub(change is null ? options : change(options), time ?? _time);
    }
}
