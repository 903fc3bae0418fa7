using System.Collections;
using System.Reflection;

namespace Lab.Training;

/// <summary>Finds modules that a model holds but would not train, because they are not registered or only under a compiler's name.</summary>
internal static class ModelInspection
{
    public static IEnumerable<string> Problems(torch.nn.Module root)
    {
        foreach (var (path, module) in root.named_modules().Select(pair => (pair.name, pair.module)).Prepend((string.Empty, root)))
        {
            // Lab's and the user's own modules; TorchSharp's are in order.
            if (module.GetType().Assembly == typeof(torch).Assembly)
            {
                continue;
            }

            var where = path.Length == 0 ? module.GetType().Name : $"{module.GetType().Name} ({path})";
            var registered = module.named_children().Select(child => child.module).ToHashSet(ReferenceEqualityComparer.Instance);
            foreach (var field in Fields(module.GetType()))
            {
                foreach (var problem in FieldProblems(field, field.GetValue(module), registered))
                {
                    yield return $"{where}: {problem}";
                }
            }
        }
    }

    private static IEnumerable<string> FieldProblems(FieldInfo field, object? value, HashSet<object?> registered)
    {
        var property = PropertyOf(field.Name);
        switch (value)
        {
            case torch.nn.Module module when !registered.Contains(module):
                yield return $"'{property ?? field.Name}' holds a {module.GetType().Name} that is not registered, so it would not be trained or saved. Call RegisterComponents() at the end of the constructor.";
                break;
            case torch.nn.Module or TorchSharp.Modules.Parameter when property is not null && field.GetCustomAttribute<TorchSharp.Utils.ComponentNameAttribute>() is null:
                yield return $"property '{property}' would be saved under the name '{field.Name}'. Make it a field, or write [field: ComponentName(Name = \"{property}\")] on it.";
                break;
            case not torch.nn.Module and IEnumerable items and not string:
                if (items is ICollection and not IDictionary && items.Cast<object?>().Any(item => item is TorchSharp.Modules.Parameter))
                {
                    yield return $"'{property ?? field.Name}' is a {TypeName(value)} of parameters that are not registered, so they would not be trained or saved. Use ParameterList or ParameterDict instead.";
                }

                var lost = Modules(items).Where(module => !registered.Contains(module)).Take(2).ToList();
                if (lost.Count > 0)
                {
                    yield return $"'{property ?? field.Name}' is a {TypeName(value)} of modules that are not registered, so they would not be trained or saved. Use ModuleList, ModuleDict or Sequential instead.";
                }

                break;
        }
    }

    // Only collections that are finished are looked into: an iterator could do anything.
    private static IEnumerable<torch.nn.Module> Modules(IEnumerable items) => items switch
    {
        IDictionary dictionary => Modules(dictionary.Values),
        ICollection => items.Cast<object?>().SelectMany(item => item switch
        {
            torch.nn.Module module => [module],
            IEnumerable inner and not string => Modules(inner),
            _ => Enumerable.Empty<torch.nn.Module>(),
        }),
        _ => [],
    };

    private static string TypeName(object value) => value is Array ? "array" : value.GetType().Name.Split('`')[0];

    private static string? PropertyOf(string field) => field.StartsWith('<') ? field[1..field.IndexOf('>', StringComparison.Ordinal)] : null;

    private static IEnumerable<FieldInfo> Fields(Type type)
    {
        for (var current = type; current is not null && current.Assembly != typeof(torch).Assembly; current = current.BaseType)
        {
            foreach (var field in current.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                yield return field;
            }
        }
    }
}
