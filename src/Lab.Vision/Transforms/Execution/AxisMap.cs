namespace Lab.Vision;

/// <summary>
/// What crops, resizes and flips in a row do along one axis. The axis has samples: source pixels at first, and the results of a resize of a box of source pixels later on.
/// The output is a window of the samples, perhaps read backwards; samples outside those that earlier crops left are filled.
/// </summary>
internal struct AxisMap
{
    private int _samples;
    private int _windowFirst;
    private int _validFirst;
    private int _validEnd;
    private bool _reversed;
    private ResampleBox _box;

    public AxisMap(int length)
    {
        _samples = Length = _validEnd = length;
        _box = new ResampleBox(0, length, 0, length, Mirrored: false);
    }

    /// <summary>Pixels of the output.</summary>
    public int Length { get; private set; }

    /// <summary>Whether the samples are results of a resize.</summary>
    public bool IsResampled { get; private set; }

    /// <summary>The kernel of the resize.</summary>
    public ResampleFilter Filter { get; private set; }

    /// <summary>Whether every output pixel is the source pixel of the same number.</summary>
    public readonly bool IsIdentity => !IsResampled && !_reversed && _windowFirst == 0 && _validFirst == 0 && _validEnd == _samples && Length == _samples;

    /// <summary>Whether source pixels follow each other in the output as they do in the source.</summary>
    public readonly bool IsPlain => !IsResampled && !_reversed;

    /// <summary>Whether part of the output is filled.</summary>
    public readonly bool IsFilled => _windowFirst < _validFirst || _windowFirst + Length > _validEnd;

    /// <summary>The step of <see cref="SampleOf"/> from one output pixel to the next, 1 or -1.</summary>
    public readonly int Step => _reversed ? -1 : 1;

    /// <summary>For a resampled axis: the source pixel from which <see cref="Weights"/> count.</summary>
    public readonly int Low => _box.Low;

    /// <summary>The output pixels that are not filled, from the first to before the end; none if the two are equal.</summary>
    public readonly (int First, int End) Inside
    {
        get
        {
            var (first, end) = (Math.Max(_windowFirst, _validFirst), Math.Min(_windowFirst + Length, _validEnd));
            if (first >= end)
            {
                return (0, 0);
            }

            return _reversed ? (_windowFirst + Length - end, _windowFirst + Length - first) : (first - _windowFirst, end - _windowFirst);
        }
    }

    /// <summary>The source pixels that are read, from the first to before the end.</summary>
    public readonly (int First, int End) Read
    {
        get
        {
            if (IsResampled)
            {
                return (_box.Low, _box.High);
            }

            var (first, end) = Inside;
            if (first == end)
            {
                return (0, 0);
            }

            var (a, b) = (SampleOf(first), SampleOf(end - 1));
            return (Math.Min(a, b), Math.Max(a, b) + 1);
        }
    }

    /// <summary>The sample of an output pixel: the source pixel if nothing is resampled, otherwise the number in <see cref="Weights"/>.</summary>
    public readonly int SampleOf(int output) => _reversed ? _windowFirst + Length - 1 - output : _windowFirst + output;

    /// <summary>For a resampled axis: the source pixels of every sample and their weights.</summary>
    public readonly ResampleWeights Weights() => ResampleWeights.Get(_box, _samples, Filter);

    /// <summary>Source pixels for each sample of a resize; 1 if there is none.</summary>
    public readonly double Reduction => IsResampled ? _box.Length / _samples : 1;

    /// <summary>The same output from a source whose length was divided by <paramref name="reduction"/> and rounded up to <paramref name="length"/>. Only for an axis that is resampled.</summary>
    public void Reduce(int reduction, int length) => _box = _box.Reduce(reduction, length);

    public void Crop(int first, int length)
    {
        (_validFirst, _validEnd) = (Math.Max(_validFirst, _windowFirst), Math.Min(_validEnd, _windowFirst + Length));
        _windowFirst = _reversed ? _windowFirst + Length - first - length : _windowFirst + first;
        Length = length;
    }

    public void Flip() => _reversed = !_reversed;

    /// <summary>The window becomes the box that is resized. It may hold nothing that is filled, unless the length stays as it is.</summary>
    public void Resize(int length, ResampleFilter filter)
    {
        // As Pillow, which leaves an axis alone whose length does not change.
        if (length == Length)
        {
            return;
        }

        _box = _box.Window(_samples, _windowFirst, Length, _reversed);
        (IsResampled, Filter, _reversed) = (true, filter, false);
        (_windowFirst, _validFirst, _validEnd) = (0, 0, length);
        _samples = Length = length;
    }
}
