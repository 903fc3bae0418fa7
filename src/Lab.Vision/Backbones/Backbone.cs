using System.Text.Json.Nodes;
using Lab.Checkpoints;
using Lab.Hub;
using Lab.Inference;
using Lab.Onnx;
using Lab.Weights;
using TorchSharp.Modules;

namespace Lab.Vision;

/// <summary>
/// The contract of every image network: features of an image, a pooled vector, a linear classifier that can be exchanged, and what transfer learning wants to
/// know: depths, feature maps, preprocessing, other projects' names. The same contract as timm's models have, so that one experiment can try them all.
/// </summary>
/// <remarks>
/// <para>Input: floats [N, <see cref="InputChannels"/>, height, width], normalised, in any memory format and under autocast too. Parameters carry timm's names, so
/// published weights fit.</para>
/// <para>Several heads over one backbone: build it without a classifier (0 classes), so that it returns the pooled vector, and give the model that holds it a
/// <c>Linear(backbone.FeatureCount, ...)</c> per head.</para>
/// <para>A backbone keeps the modules of its classifier in fields of its own; build it outside any dispose scope.</para>
/// </remarks>
public abstract class Backbone : Model<Tensor, Tensor>, IStagedModel, IFeatureModel<Tensor, Tensor>, IPretrained, IPretrainable, IRebuildable
{
    private int _classCount;
    private bool _isPretrained;

    /// <summary>A network with the given sizes.</summary>
    /// <param name="name">The name under which it is registered, such as "resnet18".</param>
    /// <param name="featureCount">The length of the pooled vector, at least 1.</param>
    /// <param name="classCount">The classifier's outputs; 0 for none, so that the network returns the pooled vector.</param>
    /// <param name="preprocessing">How images are prepared for the published weights.</param>
    /// <param name="settings">Input channels, image size and what is dropped.</param>
    protected Backbone(string name, int featureCount, int classCount, ImagePreprocessing preprocessing, BackboneSettings? settings = null)
        : base(name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(featureCount);
        ArgumentOutOfRangeException.ThrowIfNegative(classCount);
        ArgumentNullException.ThrowIfNull(preprocessing);
        (FeatureCount, Preprocessing, Settings) = (featureCount, preprocessing, settings ?? BackboneSettings.Default);
        _classCount = classCount;
    }

    /// <summary>The length of the pooled vector that the classifier takes.</summary>
    public int FeatureCount { get; }

    /// <summary>What the network was built with.</summary>
    public BackboneSettings Settings { get; }

    /// <summary>Channels of the input images.</summary>
    public int InputChannels => Settings.InputChannels;

    /// <summary>The classifier's outputs, or null for a network without a classifier.</summary>
    public sealed override int? ClassCount => _classCount == 0 ? null : _classCount;

    /// <summary>How images are prepared for the weights that were loaded or, before that, for the published weights of the network's name.</summary>
    public ImagePreprocessing Preprocessing { get; private set; }

    JsonObject? IRebuildable.Architecture => BackboneArchitecture.Describe(this);

    IInputPreparation? IPretrained.TrainedOn => _isPretrained ? Preprocessing : null;

    /// <summary>The classifier's name in the state dictionary, such as "head.fc": its parameters are this with ".weight" and ".bias".</summary>
    public abstract string ClassifierName { get; }

    /// <summary>The name of the kernel that reads the image, such as "conv1.weight", [outputs, <see cref="InputChannels"/>, height, width].</summary>
    public abstract string InputKernelName { get; }

    /// <summary>What <see cref="ForwardFeatureMaps"/> returns, in order.</summary>
    public abstract IReadOnlyList<FeatureMapShape> FeatureMaps { get; }

    /// <summary>
    /// The parameters by depth, first the stem, last the head, each parameter once: the groups of layer-wise learning rates and of freezing. A norm between the
    /// last block and the head counts to that block, a stage's downsampling to its first block, as in timm.
    /// </summary>
    public IReadOnlyList<ModelStage> Stages
    {
        get
        {
            var stages = new List<(string Name, List<string> Parameters)>();
            foreach (var (parameter, _) in named_parameters())
            {
                var name = StageOf(parameter);
                var index = stages.FindIndex(stage => stage.Name == name);
                if (index < 0)
                {
                    index = stages.Count;
                    stages.Add((name, []));
                }

                stages[index].Parameters.Add(parameter);
            }

            return [.. stages.Select(stage => new ModelStage(stage.Name, stage.Parameters))];
        }
    }

    /// <inheritdoc cref="IStagedModel.NoWeightDecay"/>
    public virtual IReadOnlyCollection<string> NoWeightDecay => [];

    /// <summary>Other projects' names that <see cref="RenameWeights"/> understands.</summary>
    public virtual IReadOnlyList<WeightNameMap> WeightNameMaps => [];

    /// <summary>
    /// The last features of the images: a map [N, channels, height, width] for most networks, [N, height, width, channels] for Swin, tokens
    /// [N, 1 + patches, channels] for ViT; as timm's <c>forward_features</c>.
    /// </summary>
    public Tensor ForwardFeatures(Tensor images) => Run(images, maps: null);

    /// <summary>Maps after each resolution, finest first, [N, channels, height, width] as <see cref="FeatureMaps"/> says, for segmentation and detection.</summary>
    public IReadOnlyList<Tensor> ForwardFeatureMaps(Tensor images)
    {
        var maps = new List<Tensor>();
        Run(images, maps).Dispose();
        return maps;
    }

    /// <summary>The logits [N, classes] from the features, or the pooled vector if the network has no classifier.</summary>
    /// <param name="features">What <see cref="ForwardFeatures"/> returned.</param>
    /// <param name="embedding">Stop before the classifier and return the pooled vector [N, <see cref="FeatureCount"/>].</param>
    public abstract Tensor ForwardHead(Tensor features, bool embedding = false);

    /// <summary>The pooled vector [N, <see cref="FeatureCount"/>] of the images.</summary>
    public Tensor ForwardEmbedding(Tensor images)
    {
        using var features = ForwardFeatures(images);
        return ForwardHead(features, embedding: true);
    }

    /// <summary>What the classifier takes: the pooled vector, [N, <see cref="FeatureCount"/>], for most networks; the last features for SqueezeNet, whose classifier comes before the pooling.</summary>
    public virtual Tensor Embed(Tensor input) => ForwardEmbedding(input);

    /// <summary>The classifier's logits [N, classes] from what <see cref="Embed"/> gave; the pooled vector if the network has no classifier.</summary>
    public virtual Tensor Answer(Tensor embedding)
    {
        ArgumentNullException.ThrowIfNull(embedding);
        var classifier = named_modules().Where(pair => pair.name == ClassifierName).Select(pair => pair.module).FirstOrDefault();
        return Classify(embedding.alias(), (torch.nn.Module<Tensor, Tensor>?)classifier, embedding: false);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var features = ForwardFeatures(input);
        return ForwardHead(features);
    }

    /// <summary>
    /// Puts a new classifier in the place of the old one, freshly initialised, on the same device; 0 removes it. Do so before an
    /// optimizer is made, outside any dispose scope: the old classifier's parameters are gone.
    /// </summary>
    /// <param name="classCount">The new classifier's outputs, or 0 for none.</param>
    public void ResetClassifier(int classCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(classCount);
        ReplaceClassifier(classCount);
        _classCount = classCount;
    }

    /// <summary>
    /// The network's names of a file's entries: the file's own, unless one of <see cref="WeightNameMaps"/> applies. Entries that the network does not keep are left out.
    /// </summary>
    /// <param name="published">The names in the file.</param>
    /// <returns>The network's name by the file's.</returns>
    public IReadOnlyDictionary<string, string> RenameWeights(IReadOnlyCollection<string> published)
    {
        ArgumentNullException.ThrowIfNull(published);
        var map = WeightNameMaps.FirstOrDefault(map => map.Applies(published));
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in published)
        {
            if ((map is null ? name : map.Rename(name)) is { } own)
            {
                names.Add(name, own);
            }
        }

        return names;
    }

    /// <summary>
    /// A published weight in the shape that this network has, where it differs for a known reason: the first kernel for other channels than three
    /// (<see cref="InputKernels.Adapt"/>) and ViT's position embedding for another image size. Everything else is returned as it is.
    /// </summary>
    /// <param name="name">The network's name of the weight.</param>
    /// <param name="weight">The weight as published.</param>
    /// <returns><paramref name="weight"/> itself, or a new tensor.</returns>
    public virtual Tensor AdaptWeight(string name, Tensor weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        return name == InputKernelName && weight.dim() == 4 && weight.size(1) == 3 && InputChannels != 3 ? InputKernels.Adapt(weight, InputChannels) : weight;
    }

    /// <summary>
    /// Copies published weights into the network: other projects' names are translated (<see cref="RenameWeights"/>) and shapes adapted (<see cref="AdaptWeight"/>). A
    /// classifier of other classes, or a network without one, is no fault: the network keeps its own, and the report says so. From then on <see cref="Preprocessing"/> is that of the file, if it
    /// says one, and a run whose images are of another size, or normalised in another way, warns of it.
    /// </summary>
    /// <param name="path">The file, as <see cref="WeightFile.Open(string, string?)"/> takes it.</param>
    /// <param name="loading">Prefix and strictness; strict if null. Names, shapes and classifier are the network's business unless it says otherwise.</param>
    /// <returns>What became of every entry.</returns>
    /// <exception cref="LabException">The file cannot be read, or is not this network's; the message says what does not fit, and the network is as it was.</exception>
    public WeightReport LoadWeights(string path, WeightLoading? loading = null)
    {
        using var file = WeightFile.Open(path);
        return LoadWeights(file, loading);
    }

    /// <inheritdoc cref="LoadWeights(string, WeightLoading?)"/>
    /// <param name="file">The open file.</param>
    /// <param name="loading">Prefix and strictness; strict if null.</param>
    public WeightReport LoadWeights(WeightFile file, WeightLoading? loading = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        loading ??= new WeightLoading();
        var expected = WeightsMetadata.Of(file).Preparation is { } preparation ? ImagePreprocessing.FromJson(preparation) : null;
        var report = ModuleWeights.LoadWeights(this, file, loading with
        {
            Rename = loading.Rename ?? RenameWeights,
            Adapt = loading.Adapt ?? AdaptWeight,
            Replaceable = loading.Replaceable ?? new ReplaceablePart("classifier", name => name.StartsWith($"{ClassifierName}.", StringComparison.Ordinal)),
        });
        MarkPretrained(expected);
        return report;
    }

    /// <summary>Notes that published weights were loaded. From now on a run whose images are of another size, or normalised in another way, warns of it.</summary>
    /// <param name="preprocessing">How images are prepared for these weights, where that is known better than by the network's name.</param>
    public void MarkPretrained(ImagePreprocessing? preprocessing = null)
    {
        _isPretrained = true;
        Preprocessing = preprocessing ?? Preprocessing;
    }

    /// <inheritdoc/>
    /// <remarks>The weights are those that <see cref="BackboneSettings.Pretrained"/> names. They go through <see cref="LoadWeights(string, WeightLoading?)"/>, and <see cref="Preprocessing"/> becomes theirs. A classifier that is not published is made anew
    /// (<see cref="ResetClassifier"/>), so call this outside any dispose scope and before an optimizer is made.</remarks>
    public WeightReport? LoadPretrained(Action<HubProgress>? progress = null, CancellationToken cancellation = default) => Settings.Pretrained is null ? null : LoadPretrained(hub: null, progress, cancellation);

    /// <inheritdoc cref="LoadPretrained(Action{HubProgress}?, CancellationToken)"/>
    /// <param name="hub">The hub; one with the environment's options if null.</param>
    /// <param name="progress">Told how far a download is, or null.</param>
    /// <param name="cancellation">Ends a download.</param>
    public WeightReport LoadPretrained(HuggingFaceHub? hub, Action<HubProgress>? progress = null, CancellationToken cancellation = default)
    {
        var source = PretrainedSource() ?? throw new LabException($"{GetName()} was asked for no published weights: set BackboneSettings.Pretrained.");
        var weights = PretrainedWeights.Find(source, hub, progress, cancellation);
        var report = LoadWeights(weights.Path);
        MarkPretrained(weights.Preprocessing);
        if (ClassCount is { } classes && report.Replaced.Count > 0)
        {
            // One that is trained on top of published features; some papers begin with weights that are too large for that.
            ResetClassifier(classes);
        }

        return report with { Source = source };
    }

    /// <summary>What <see cref="Preprocessing"/> will be when <see cref="LoadPretrained(Action{HubProgress}?, CancellationToken)"/> has loaded the weights that <see cref="BackboneSettings.Pretrained"/> names; no more than a <c>config.json</c> is fetched for it. For collators, which know nothing of the model.</summary>
    /// <param name="hub">The hub; one with the environment's options if null.</param>
    /// <param name="cancellation">Ends a download.</param>
    /// <exception cref="LabException">The weights are not there, or do not say rightly how images are prepared; the message says what to do.</exception>
    public ImagePreprocessing FindPreprocessing(HuggingFaceHub? hub = null, CancellationToken cancellation = default) =>
        (PretrainedSource() is { } source ? PretrainedWeights.FindPreprocessing(source, hub, cancellation) : null) ?? Preprocessing;

    /// <summary>The features of the images; where maps are asked for, each is handed to <see cref="Keep"/> on the way.</summary>
    /// <param name="images">[N, <see cref="InputChannels"/>, height, width].</param>
    /// <param name="maps">Where the maps go, or null.</param>
    protected abstract Tensor Run(Tensor images, IList<Tensor>? maps);

    /// <summary>Exchanges the classifier's modules.</summary>
    /// <param name="classCount">The new classifier's outputs, or 0 for none.</param>
    protected abstract void ReplaceClassifier(int classCount);

    /// <summary>To which stage a parameter counts: <see cref="ModelStage.Stem"/>, <see cref="ModelStage.Head"/>, or a block's name.</summary>
    protected abstract string StageOf(string parameter);

    /// <summary>Keeps a map beyond the dispose scope of <see cref="Run"/>, if it is asked for.</summary>
    protected static void Keep(IList<Tensor>? maps, Tensor map)
    {
        ArgumentNullException.ThrowIfNull(map);

        // An alias, as the same tensor goes on through the network and ends there.
        maps?.Add(map.alias().MoveToOuterDisposeScope());
    }

    private string? PretrainedSource() => Settings.Pretrained == BackboneSettings.Published
        ? Backbones.PublishedWeights(GetName()) ?? throw new LabValidationException([$"The hub has no weights of {GetName()} under timm's name: name a file or a repository instead of '{Settings.Pretrained}'."])
        : Settings.Pretrained;

    /// <summary>Dropout and classifier behind a pooled vector, which is disposed unless it is the result.</summary>
    private protected Tensor Classify(Tensor pooled, torch.nn.Module<Tensor, Tensor>? classifier, bool embedding)
    {
        if (embedding || classifier is null)
        {
            return pooled;
        }

        using (pooled)
        {
            if (!training || Settings.Dropout == 0)
            {
                return classifier.call(pooled);
            }

            using var kept = torch.nn.functional.dropout(pooled, Settings.Dropout, training: true);
            return classifier.call(kept);
        }
    }

    /// <summary>The classifier behind a pooled vector, as <see cref="Classify"/> in evaluation mode.</summary>
    private protected static OnnxValue EmitClassifier(OnnxValue pooled, torch.nn.Module? classifier) => classifier is null ? pooled : pooled.Through(classifier);

    /// <summary>Puts a module in the place of another under the same name; null for none.</summary>
    private protected void Exchange<TModule>(ref TModule? current, TModule? replacement, string name)
        where TModule : torch.nn.Module
    {
        if (current is not null)
        {
            _internal_submodules.Remove(name);
            current.Dispose();
        }

        current = replacement;
        if (replacement is not null)
        {
            register_module(name, replacement);
        }
    }

    /// <summary>A linear classifier on the network's device, or null for no classes; with PyTorch's own initialisation if no other is given.</summary>
    private protected Linear? CreateClassifier(int classCount, Action<torch.nn.Module>? initialize = null)
    {
        if (classCount == 0)
        {
            return null;
        }

        var like = parameters().First();
        var classifier = torch.nn.Linear(FeatureCount, classCount, device: like.device, dtype: like.dtype);
        initialize?.Invoke(classifier);
        return classifier;
    }
}
