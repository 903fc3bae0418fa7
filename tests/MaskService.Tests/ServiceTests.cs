using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using MaskClassification;
using MaskClassification.Data;
using MaskClassification.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tensor = TorchSharp.torch.Tensor;

namespace MaskService.Tests;

/// <summary>A run of the mask experiment, its bundle, and the service over a real port of this machine.</summary>
[NonParallelizable]
public sealed class ServiceTests
{
    private const int MaximumBytes = 300_000;

    private string _folder = null!;
    private string _bundle = null!;
    private byte[] _picture = null!;
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _folder = Directory.CreateTempSubdirectory("mask-service-").FullName;
        await using var services = new ServiceCollection().AddLab<FaceSample, Tensor, MaskLogits, MaskLabels>("mask", MaskExperiment.Configure).BuildServiceProvider();
        var runner = services.GetRequiredService<LabRunner>();
        var run = runner.Train("mask", new Dictionary<string, string>
        {
            ["output"] = _folder, ["drawn-people"] = "12", ["drawn-test-people"] = "6", ["epochs"] = "1", ["maximum-steps"] = "2", ["progress"] = "false",
        }).Folder!;
        _bundle = runner.Export("mask", run, "bundle").Path;
        _picture = await File.ReadAllBytesAsync(Directory.EnumerateFiles(Path.Combine(_folder, "data"), "*.*", SearchOption.AllDirectories).First(file => Path.GetExtension(file) is ".jpg" or ".jpeg" or ".png"));
        Environment.SetEnvironmentVariable("ASPNETCORE_TEMP", Path.Combine(_folder, "nowhere"));   // nothing needs a disk
        Directory.SetCurrentDirectory(_folder);
        (_app, _client) = await Serve();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _client?.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        Directory.SetCurrentDirectory(AppContext.BaseDirectory);
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task A_picture_as_the_body_gets_the_likeliest_labels_of_each_head()
    {
        using var response = await Post(Body(_picture, "image/jpeg"), "predict?top=2");
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(MaskLabel.ClassNames, Does.Contain(answer["label"]!.GetValue<string>()));
        Assert.That(answer["heads"]!.AsObject().Select(head => head.Key), Is.EqualTo(new[] { "joint", "mask", "gender", "age" }));
        Assert.That(answer["heads"]!["joint"]!.AsArray(), Has.Count.EqualTo(2));
        Assert.That(answer["heads"]!["gender"]!.AsArray().Sum(label => label!["probability"]!.GetValue<double>()), Is.EqualTo(1).Within(1e-6));
    }

    [Test]
    public async Task A_form_gets_the_same_answer_as_the_body()
    {
        using var form = new MultipartFormDataContent { { Body(_picture, "image/png"), "image", "face.png" } };
        using var one = await Post(form);
        using var other = await Post(Body(_picture, "application/octet-stream"));

        Assert.That(await one.Content.ReadAsStringAsync(), Is.EqualTo(await other.Content.ReadAsStringAsync()).And.Contains("probability"));
    }

    [TestCase("Image/JPEG")]
    [TestCase("image/jpeg; name=face.jpg")]
    [TestCase("Application/Octet-Stream")]
    public async Task The_content_type_is_read_as_http_writes_it(string type)
    {
        using var response = await Post(Body(_picture, type));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_form_of_any_allowed_size_stays_in_memory()
    {
        using var form = new MultipartFormDataContent { { Body([.. _picture, .. new byte[200_000]], "image/jpeg"), "image", "face.jpg" } };
        using var response = await Post(form);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), await response.Content.ReadAsStringAsync());
    }

    [Test]
    public async Task What_is_wrong_with_a_request_has_a_status_and_words_of_its_own()
    {
        await Refused(Body([1, 2, 3], "image/jpeg"), HttpStatusCode.BadRequest, "no JPEG");
        await Refused(Body([], "image/jpeg"), HttpStatusCode.BadRequest, "empty");
        await Refused(Body(_picture[..(_picture.Length / 2)], "image/jpeg"), HttpStatusCode.BadRequest, "picture");
        await Refused(new StringContent("hello"), HttpStatusCode.UnsupportedMediaType, "text/plain");
        await Refused(Body(new byte[MaximumBytes + 1], "image/jpeg"), HttpStatusCode.RequestEntityTooLarge, "");
        await Refused(new MultipartFormDataContent { { new StringContent("x"), "name" } }, HttpStatusCode.BadRequest, "0 files");
        await Refused(Body(_picture, "image/jpeg"), HttpStatusCode.BadRequest, "top=0", "predict?top=0");
        await Refused(Body(_picture, "image/jpeg"), HttpStatusCode.BadRequest, "top=banana", "predict?top=banana");
        await Refused(Body(Bitmap(8000, 6000), "image/bmp"), HttpStatusCode.BadRequest, "the limit of 40000000");
        await Refused(Body(_picture, "multipart/form-data"), HttpStatusCode.BadRequest, "The form cannot be read");
        await Refused(new FormUrlEncodedContent([new("image", "face.jpg")]), HttpStatusCode.UnsupportedMediaType, "urlencoded");
        await Refused(new ByteArrayContent(_picture), HttpStatusCode.UnsupportedMediaType, "''");
    }

    [Test]
    public async Task A_request_too_many_is_told_to_come_again()
    {
        var (app, client) = await Serve("--maximum-requests", "1");
        await using var served = app;
        using var asking = client;
        using var go = new ManualResetEventSlim();
        using var held = new CountdownEvent(Environment.ProcessorCount);
        var turns = app.Services.GetRequiredService<Turns>();
        var holding = Enumerable.Range(0, held.InitialCount).Select(_ => Task.Factory.StartNew(() => turns.Run(() => held.Signal() | go.Wait(60_000), CancellationToken.None), TaskCreationOptions.LongRunning)).ToArray();
        held.Wait();
        Task<HttpResponseMessage>[] asked = [.. Enumerable.Range(0, 3).Select(_ => client.PostAsync(new Uri("predict", UriKind.Relative), Body(_picture, "image/jpeg")))];
        using var refused = await await Task.WhenAny(asked);
        go.Set();
        await Task.WhenAll(holding);

        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(refused.Headers.RetryAfter?.Delta, Is.EqualTo(TimeSpan.FromSeconds(1)));
        Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain("Try again"));
        Assert.That((await Task.WhenAll(asked)).Count(response => response.StatusCode == HttpStatusCode.OK), Is.EqualTo(2));
    }

    [Test]
    public void Dotnet_run_looks_for_the_model_where_it_is_typed()
    {
        var asking = new ProcessStartInfo("dotnet", ["msbuild", ProjectFile(), "-getProperty:RunWorkingDirectory", "-noLogo"]) { RedirectStandardOutput = true, WorkingDirectory = _folder };
        using var build = Process.Start(asking)!;
        var folder = build.StandardOutput.ReadToEnd().Trim();
        build.WaitForExit();

        Assert.That(build.ExitCode, Is.Zero, folder);
        Assert.That(folder, Is.Not.EqualTo(Path.GetDirectoryName(ProjectFile())));
    }

    [Test]
    public void It_finds_its_settings_wherever_it_is_started()
    {
        Assert.That(_app.Configuration["Logging:Console:FormatterName"], Is.EqualTo("simple"));
    }

    [Test]
    public async Task It_is_healthy_and_has_a_page_about_its_model()
    {
        Assert.That(await _client.GetStringAsync(new Uri("health/live", UriKind.Relative)), Is.EqualTo("Healthy"));
        Assert.That(await _client.GetStringAsync(new Uri("health/ready", UriKind.Relative)), Is.EqualTo("Healthy"));
        Assert.That(await _client.GetStringAsync(new Uri("/", UriKind.Relative)), Does.Contain("worn female &lt;30").And.Contains($"\"{_client.BaseAddress}predict?top=3\"").And.Contains("train/loss"));
        using var missing = await _client.GetAsync(new Uri("nothing", UriKind.Relative));
        Assert.That(missing.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Many_requests_at_once_are_all_answered()
    {
        var responses = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => Post(Body(_picture, "image/jpeg"))));

        Assert.That(responses.Select(response => response.StatusCode), Is.All.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task No_more_pictures_are_decoded_at_once_than_have_a_turn_and_those_that_wait_can_be_taken_back()
    {
        using var turns = new Turns(2);
        using var go = new ManualResetEventSlim();
        var (busy, most) = (0, 0);
        int Work()
        {
            var now = Interlocked.Increment(ref busy);
            most = Math.Max(most, now);
            go.Wait();
            return Interlocked.Decrement(ref busy);
        }

        var working = Enumerable.Range(0, 6).Select(_ => Task.Run(() => turns.Run(Work, CancellationToken.None))).ToArray();
        Assert.That(() => Volatile.Read(ref busy), Is.EqualTo(2).After(10_000, 5));
        using var gone = new CancellationTokenSource();
        var waiting = turns.Run(Work, gone.Token);
        await gone.CancelAsync();

        Assert.That(async () => await waiting, Throws.InstanceOf<OperationCanceledException>());
        go.Set();
        await Task.WhenAll(working);
        Assert.That(most, Is.EqualTo(2));
        Assert.That(() => turns.Run<int>(() => throw new InvalidDataException(), CancellationToken.None).GetAwaiter().GetResult(), Throws.TypeOf<InvalidDataException>());
        Assert.That(await turns.Run(() => 5, CancellationToken.None), Is.EqualTo(5), "a turn that fails is given back");
    }

    [Test]
    public async Task A_picture_is_decoded_when_it_has_its_turn()
    {
        using var turns = new Turns(1);
        using var go = new ManualResetEventSlim();
        using var gone = new CancellationTokenSource(50);
        using var predictor = Predictor.Load(_bundle, runner: _app.Services.GetRequiredService<LabRunner>());
        using var held = new ManualResetEventSlim();
        var holding = Task.Run(() => turns.Run(
            () =>
            {
                held.Set();
                return go.Wait(10_000);
            },
            CancellationToken.None));
        held.Wait();
        Task<IResult> Ask(CancellationToken aborted) => PredictEndpoint.Answer(new DefaultHttpContext { Request = { Body = new MemoryStream(_picture), ContentType = "image/jpeg" } }.Request, null, predictor, turns, MaximumBytes, aborted);

        var answer = Ask(CancellationToken.None);
        Assert.That(async () => await Ask(gone.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(answer.IsCompleted, Is.False);
        go.Set();
        await holding;

        Assert.That(await answer, Is.InstanceOf<Microsoft.AspNetCore.Http.HttpResults.JsonHttpResult<PredictAnswer>>());
    }

    [Test]
    public void The_engine_is_onnx_runtime_unless_told_otherwise()
    {
        Assert.That(ServiceOptions.Read([]).Engine, Is.EqualTo(PredictorEngine.Onnx));
        Assert.That(ServiceOptions.Read(["--engine", "torch"]).Engine, Is.EqualTo(PredictorEngine.Torch));
        Assert.That(() => ServiceOptions.Read(["--engine", "steam"]), Throws.InvalidOperationException.With.Message.Contains("steam"));
    }

    [TestCase("--engine", "7")]
    [TestCase("--maximum-requests", "0")]
    [TestCase("--maximum-bytes", "-1")]
    public void A_value_that_none_may_have_is_named(string option, string value)
    {
        Assert.That(ServiceOptions.Read([option, value]).Problem, Does.Contain($"{option} {value}"));
        Assert.That(ServiceOptions.Read([]).Problem, Is.Null);
    }

    [Test]
    public void Without_a_model_it_says_how_one_is_made_and_a_bad_one_is_told_at_the_start()
    {
        Assert.That(ServiceOptions.Read([]).Model, Is.Null);
        Assert.That(Usage.NoModel, Does.Contain("export --format bundle"));
        Assert.That(() => Service.Create([], new ServiceOptions { Model = "nowhere" }), Throws.TypeOf<LabException>().With.Message.Contains("nowhere"));
    }

    // The header of one; the pixels do not follow.
    private static byte[] Bitmap(int width, int height)
    {
        var bytes = new byte[54];
        "BM"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(2), 54 + (width * height * 3));
        (bytes[10], bytes[14], bytes[26], bytes[28]) = (54, 40, 1, 24);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(22), height);
        return bytes;
    }

    private async Task<(WebApplication App, HttpClient Client)> Serve(params string[] more)
    {
        string[] arguments =
        [
            "--urls", "http://127.0.0.1:0", "--model", _bundle, "--maximum-bytes", $"{MaximumBytes}", "--Logging:LogLevel:Default", "Warning", .. more,
        ];
        var app = Service.Create(arguments, ServiceOptions.Read(arguments));
        await app.StartAsync();
        return (app, new HttpClient { BaseAddress = new Uri(app.Urls.Single()) });
    }

    private static ByteArrayContent Body(byte[] bytes, string type)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return content;
    }

    private Task<HttpResponseMessage> Post(HttpContent content, string path = "predict") => _client.PostAsync(new Uri(path, UriKind.Relative), content);

    private async Task Refused(HttpContent content, HttpStatusCode status, string told, string path = "predict")
    {
        using var response = await Post(content, path);
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(status), text);
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"), text);
        Assert.That(text, Does.Contain(told));
    }

    private static string ProjectFile()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "samples/MaskService/MaskService.csproj");
            if (File.Exists(file))
            {
                return file;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds the project of MaskService.");
    }
}
