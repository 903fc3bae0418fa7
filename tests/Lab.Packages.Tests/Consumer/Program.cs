using System.Globalization;
using Consumer;
using Lab.Hooks;

var scale = new ScaleLoss(factor: 2);
var batches = new CountBatches();
var curve = new LossCurve();

var builder = LabApplication.CreateBuilder(args);

builder.AddExperiment<ColorSample, Tensor, Tensor, Tensor>("colors", lab => lab
    .Dataset<ColorDataset>()
    .Collator<ColorCollator>()
    .Model<ColorModel>()
    .Loss<ScaledLoss>()
#if MISFIT
    .Loss<PairLoss>()
#endif
    .Hook(_ => scale)
    .Hook(_ => batches)
    .Hook(_ => curve)
    .ClipGradientNorm(maximum: 1e6)
    .MetricsFile());

var code = builder.Build().Run();

var losses = string.Join(' ', curve.Losses.Select(loss => loss.ToString("r", CultureInfo.InvariantCulture)));
Console.WriteLine($"result steps={scale.Steps} batches={batches.Count} scaled={scale.Batches} losses={losses}");
return code;
