using ImageFolder;
using Lab.Hooks;
using Lab.Losses;
using Lab.Metrics;
using Lab.Optimization;
using Lab.Vision;
using Microsoft.Extensions.DependencyInjection;

var builder = LabApplication.CreateBuilder(args);

builder.AddExperiment<ImageSample, Tensor, Tensor, Tensor>("folder", lab => lab
    .Data<FolderData>().Options<FolderOptions>()
    .Collator<FolderCollator>().Options<ImageDecodingOptions>().ImageCache()
    .Model("backbone", services => services.GetRequiredService<NetworkOptions>().CreateBackbone(services.GetRequiredService<FolderOptions>().ClassNames.Count)).Options<NetworkOptions>()
    .Loss("cross-entropy", services => new CrossEntropyLoss(labelSmoothing: services.GetRequiredService<NetworkOptions>().LabelSmoothing))
    .Metric(services => new ClassificationMetrics(services.GetRequiredService<FolderOptions>().ClassNames))
    .Options<SplitOptions>(split => split.ValidationShare = 0.2)                 // where there is no folder val
    .Options<TrainerOptions>(trainer => trainer.Epochs = 5.Epochs())
    .Options<OptimizerOptions>(optimizer => (optimizer.LearningRate, optimizer.NoWeightDecayOnBiasAndNorm) = (1e-3, true))
    .Options<ScheduleOptions>(schedule => schedule.Schedule = "one-cycle")
    .Predictions<FolderPredictions>()
    .AnalyzeImages()
    .MixBatches()
    .SharpnessAwareMinimization().AccumulateGradients().ClipGradientNorm().ExponentialMovingAverage().StochasticWeightAveraging()
    .Checkpoints(checkpoints => checkpoints.Monitor = new(Phase.Validation, ClassificationKeys.Accuracy))
    .DefaultHooks()
    .BundleExport().SafetensorsExport().OnnxExport());

return builder.Build().Run();
