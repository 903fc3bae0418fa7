using System.Buffers.Binary;
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
        string[] arguments = ["--urls", "http://127.0.0.1:0", "--model", _bundle, "--maximum-bytes", $"{MaximumBytes}", "--Logging:LogLevel:Default", "Warning"];
        _app = Service.Create(arguments, ServiceOptions.Read(arguments));
        await _app.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _client?.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

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
        await Refused(Body(_picture, "multipart/form-data"), HttpStatusCode.BadRequest, "");
    }

    [Test]
    public async Task It_is_healthy_and_has_a_page_about_its_model()
    {
        Assert.That(await _client.GetStringAsync(new Uri("health", UriKind.Relative)), Is.EqualTo("Healthy"));
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
}
