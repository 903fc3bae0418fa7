namespace MaskClassification.Faces;

/// <summary>Which faces are drawn.</summary>
/// <param name="TrainPeople">People in <c>train</c>, at least 6; seven pictures each.</param>
/// <param name="EvalPeople">Other people in <c>eval</c>, at least 6; seven pictures each.</param>
/// <param name="Seed">What the faces are drawn from: another seed, other people.</param>
public sealed record DrawnFacesOptions(int TrainPeople = 240, int EvalPeople = 60, long Seed = 0);
