using System.Reflection;

namespace Lab.Native;

/// <summary>Adds rows to what <c>doctor</c> prints. A package names its own with <see cref="SystemCheckAttribute"/>; Lab.Core knows none of them.</summary>
public abstract class SystemCheck
{
    /// <summary>Looks at what the package needs. A failure is a row that says what mends it.</summary>
    public abstract IReadOnlyList<SystemReportRow> Run();

    /// <summary>The rows of every check in the entry assembly and the assemblies that it refers to.</summary>
    internal static IReadOnlyList<SystemReportRow> RunAll(Assembly? entry)
    {
        if (entry is null)
        {
            return [];
        }

        var rows = new List<SystemReportRow>();
        foreach (var name in entry.GetReferencedAssemblies().Prepend(entry.GetName()))
        {
            try
            {
                foreach (var check in Assembly.Load(name).GetCustomAttributes<SystemCheckAttribute>())
                {
                    rows.AddRange(((SystemCheck)Activator.CreateInstance(check.Type)!).Run());
                }
            }
            catch (Exception failure) when (failure is IOException or BadImageFormatException or TargetInvocationException or DllNotFoundException or TypeInitializationException)
            {
                rows.Add(new SystemReportRow(name.Name ?? "assembly", $"cannot be checked: {failure.Message}", false));
            }
        }

        return rows;
    }
}

/// <summary>Names a <see cref="SystemCheck"/> of an assembly.</summary>
/// <param name="type">The check, with a constructor without parameters.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class SystemCheckAttribute(Type type) : Attribute
{
    /// <summary>The check.</summary>
    public Type Type { get; } = type;
}
