namespace Lab.Vision;

/// <summary>Makes the bytes of an image that a model sees: one view, or five where the corners are asked for. Mirrored views are made later, of all at once.</summary>
internal sealed class PreparedViews
{
    private const double CornerFraction = 0.875;

    private readonly Transform[] _views;

    public PreparedViews(ImagePreprocessing preprocessing, TestTimeAugmentation augmentation)
    {
        Preprocessing = preprocessing;
        if (!augmentation.FourCorners)
        {
            _views = [preprocessing.CreateTransform()];
            return;
        }

        var larger = preprocessing with { CropFraction = Math.Min(preprocessing.CropFraction, CornerFraction) };
        var resized = new ImagePreprocessing(larger.ResizedWidth, larger.ResizedHeight) { Fit = preprocessing.Fit, Filter = preprocessing.Filter }.CreateTransform();
        var (right, bottom) = (larger.ResizedWidth - preprocessing.Width, larger.ResizedHeight - preprocessing.Height);
        _views =
        [
            larger.CreateTransform(),
            .. new[] { (0, 0), (right, 0), (0, bottom), (right, bottom) }.Select(corner => new TransformPipeline(resized, new Window(corner.Item1, corner.Item2, preprocessing.Width, preprocessing.Height))),
        ];
    }

    public ImagePreprocessing Preprocessing { get; }

    /// <summary>Views of an image.</summary>
    public int Count => _views.Length;

    /// <summary>Bytes of all views of an image.</summary>
    public int ByteCount => checked(Count * ViewBytes);

    private int ViewBytes => checked(Preprocessing.Width * Preprocessing.Height * RgbImage.Channels);

    /// <summary>Writes the views one after the other, each as three planes.</summary>
    public void Write(RgbImage image, Span<byte> to)
    {
        for (var i = 0; i < _views.Length; i++)
        {
            _views[i].PlanFor(image.Size, default).RunToPlanes(image, to.Slice(i * ViewBytes, ViewBytes));
        }
    }

    private sealed class Window(int left, int top, int width, int height) : Transform
    {
        public override void Plan(TransformPlan plan, RandomKey key) => plan.Add(new CropOperation(left, top, width, height, RgbColor.Black));
    }
}
