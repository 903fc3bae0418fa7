namespace Lab.Native;

/// <summary>One line of a <see cref="SystemReport"/>.</summary>
/// <param name="Name">What is reported, such as <c>TorchSharp</c> or <c>device cuda:0</c>.</param>
/// <param name="Value">What was found; where something is wrong, also what mends it.</param>
/// <param name="Ok">Whether it is as it should be.</param>
public sealed record SystemReportRow(string Name, string Value, bool Ok);
