using System.Runtime.CompilerServices;

namespace Lab.Optimization;

/// <summary>Ranges of the numbers that schedules take.</summary>
internal static class ScheduleChecks
{
    public static double Factor(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value is > 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(name, value, "A factor of decay lies above 0 and at most at 1.");

    public static double Rate(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        double.IsFinite(value) && value >= 0 ? value : throw new ArgumentOutOfRangeException(name, value, "A learning rate is finite and not negative.");

    public static double Positive(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        double.IsFinite(value) && value > 0 ? value : throw new ArgumentOutOfRangeException(name, value, "The value must be finite and positive.");

    public static Duration Period(Duration value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value.Count > 0 ? value : throw new ArgumentOutOfRangeException(name, value, "The duration must be at least one epoch or step.");

    public static Duration? Period(Duration? value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value is { } length ? Period(length, name) : null;
}
