using MaskClassification;
using MaskClassification.Data;
using MaskClassification.Models;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.RateLimiting;

namespace MaskService;

/// <summary>The web application: <c>POST /predict</c>, <c>GET /health/live</c> and <c>/health/ready</c>, and a page about the model at <c>/</c>.</summary>
internal static class Service
{
    private const string Busy = "busy";

    // Strangers' files: one of few bytes may hold many pixels, and each takes memory while it is decoded.
    private const long MaximumPixels = 40_000_000;

    /// <summary>Builds the application and loads the model, so that a bad bundle is told at the start and not by the first request.</summary>
    /// <exception cref="LabException">The model cannot be loaded; the message says why.</exception>
    public static WebApplication Create(string[] args, ServiceOptions options)
    {
        // Its settings are beside the program, wherever it is started.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddLab<FaceSample, Tensor, MaskLogits, MaskLabels>("mask", MaskExperiment.Configure);   // builds the models of its runs
        builder.Services.AddPredictor(options.Model!, new PredictorOptions
        {
            Engine = options.Engine,
            Decoder = new JpegDecoder(new ImageDecoderOptions { MaximumPixels = MaximumPixels }),
            TestTimeAugmentation = new() { HorizontalFlip = options.Flip },
        });

        // More pictures decoded at once than there are processors would be no sooner done, and take as many times the memory.
        builder.Services.AddSingleton(_ => new Turns(Environment.ProcessorCount));
        builder.Services.AddHealthChecks().AddCheck<PredictorHealthCheck>("predictor");
        builder.Services.AddProblemDetails();
        builder.Services.AddRateLimiter(limiter =>
        {
            limiter.AddConcurrencyLimiter(Busy, limit => (limit.PermitLimit, limit.QueueLimit) = (options.MaximumRequests, options.MaximumRequests));
            limiter.OnRejected = async (rejected, _) =>
            {
                rejected.HttpContext.Response.Headers.RetryAfter = "1";
                await Results.Problem("As many requests are under way and wait as may. Try again later.", statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(rejected.HttpContext);
            };
        });
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = options.MaximumBytes);

        var app = builder.Build();
        var predictor = app.Services.GetRequiredService<Predictor>();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseRateLimiter();
        app.MapGet("/", (HttpRequest request) => Results.Content(Usage.Page(predictor, $"{request.Scheme}://{request.Host}{request.PathBase}"), "text/html; charset=utf-8"));
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });   // one that is merely busy is not to be restarted
        app.MapHealthChecks("/health/ready");
        app.MapPost("/predict", (HttpRequest request, string? top, Turns decoding, CancellationToken aborted) => PredictEndpoint.Answer(request, top, predictor, decoding, options.MaximumBytes, aborted))
            .RequireRateLimiting(Busy);
        app.Logger.LogInformation("Serving {Model}: {Heads}", options.Model, string.Join(", ", predictor.Heads.Select(head => head.Name)));
        return app;
    }
}
