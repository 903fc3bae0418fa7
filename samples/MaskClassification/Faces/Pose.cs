namespace MaskClassification.Faces;

/// <summary>How one picture was taken: where the face stands, how it is turned and lit.</summary>
/// <param name="ShiftX">Pixels to the right of the middle.</param>
/// <param name="ShiftY">Pixels below the usual place.</param>
/// <param name="Scale">Pixels of half a face's height.</param>
/// <param name="Tilt">Degrees.</param>
/// <param name="Turn">From -1 (to the left) to 1 (to the right).</param>
/// <param name="Light">From -1 (dark) to 1 (bright).</param>
/// <param name="LightAngle">Where the light comes from, in degrees.</param>
/// <param name="Warmth">From -1 (bluish) to 1 (reddish).</param>
/// <param name="Quality">The JPEG quality.</param>
internal readonly record struct Pose(
    float ShiftX, float ShiftY, float Scale, float Tilt, float Turn, float Light, float LightAngle, float Warmth, int Quality)
{
    public static Pose Take(RandomKey key)
    {
        var random = key.CreateRandom();
        return new Pose(
            (float)(4 * random.NextGaussian()),
            (float)(4 * random.NextGaussian()),
            (float)random.NextDouble(49, 58),
            (float)(4 * random.NextGaussian()),
            (float)random.NextDouble(-1, 1),
            (float)random.NextDouble(-1, 1),
            (float)random.NextDouble(0, 360),
            (float)random.NextDouble(-1, 1),
            random.NextInt32(78, 93));
    }
}
