using Lab.Hooks;
using Lab.Optimization;
using Lab.Vision;
using MaskClassification.Data;
using MaskClassification.Hooks;
using MaskClassification.Losses;
using MaskClassification.Metrics;
using MaskClassification.Models;
using MaskClassification.Predictions;

namespace MaskClassification;

/// <summary>The whole experiment on a page.</summary>
public static class MaskExperiment
{
    /// <summary>Its name.</summary>
    public const string Name = "mask";

    /// <summary>Adds its parts.</summary>
    public static void Configure(ExperimentBuilder<FaceSample, Tensor, MaskLogits, MaskLabels> lab) => lab
        .Data<MaskData>().Options<MaskDataOptions>()
        .Collator<MaskCollator>().Options<MaskPictureOptions>().Options<MaskAugmentationOptions>().Options<ImageDecodingOptions>().ImageCache()
        .Model<HeadsMaskModel>("heads").Model<JointMaskModel>("joint").Options<MaskModelOptions>()
        .Head("joint", output => output.Joint, MaskLabel.ClassNames)
        .Head("mask", output => output.Mask, MaskLabel.MaskNames)
        .Head("gender", output => output.Gender, MaskLabel.GenderNames)
        .Head("age", output => output.Age, MaskLabel.AgeNames)
        .Loss<MaskPartsLoss>("parts").Loss<MaskJointLoss>("joint").Loss<MaskFocalLoss>("focal").Options<MaskLossOptions>()
        .Metric(_ => MaskMetrics.Create())
        .Options<TrainerOptions>(trainer => trainer.Epochs = 15.Epochs())
        .Options<SplitOptions>(split => split.ValidationShare = 0.2)
        .Options<LoaderOptions>(loader => loader.BatchSize = 16)
        .Options<OptimizerOptions>(optimizer => optimizer.LearningRate = 5e-3)
        .Options<ScheduleOptions>(schedule => schedule.Schedule = "one-cycle")
        .Predictions<MaskPredictions>().Options<MaskPredictionsOptions>()
        .AnalyzeImages(sample => sample.Path).ClassProbabilities(output => output.Joint.exp())
        .Hook<AgeWeightSchedule>().Options<AgeWeightOptions>()
        .Hook<SlowestBatches>()
        .Hook<WeakestPart>()
        .MixBatches((labels, mix) => labels.MixedBy(mix))
        .SharpnessAwareMinimization().AccumulateGradients().ClipGradientNorm().ExponentialMovingAverage().StochasticWeightAveraging()
        .Checkpoints(checkpoints => checkpoints.Monitor = new(Phase.Validation, MaskMetrics.Score))
        .DefaultHooks()
        .BundleExport().SafetensorsExport().OnnxExport();
}
