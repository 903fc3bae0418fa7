using System.Reflection;
using Lab.Training;

namespace Lab.Onnx;

/// <summary>Calls a model whose output's type is not known, and finds tensors in what it returns.</summary>
internal static class ModelCall
{
    public static object Invoke(torch.nn.Module model, Tensor input)
    {
        var callable = model.GetType().GetInterfaces().FirstOrDefault(type =>
            type.IsGenericType && type.GetGenericTypeDefinition() == typeof(torch.nn.IModule<,>) && type.GetGenericArguments()[0] == typeof(Tensor))
            ?? throw new LabException($"A {model.GetType().Name} does not take one tensor, so it cannot be exported: export a model of a tensor, such as the part of it that takes the images.");
        return callable.GetMethod("call")!.Invoke(model, BindingFlags.DoNotWrapExceptions, null, [input], null)!;
    }

    public static Tensor Find(object output, string name, bool only, torch.nn.Module model)
    {
        var tensors = NamedTensors.Of("output", output).ToList();
        if (only && tensors is [var single])
        {
            return single.Value;
        }

        var found = tensors.Where(pair => string.Equals(pair.Key[(pair.Key.LastIndexOf('.') + 1)..], name, StringComparison.OrdinalIgnoreCase)).Select(pair => pair.Value).ToList();
        return found is [var one]
            ? one
            : throw new LabException(
                $"{model.GetType().Name}.{nameof(IOnnxModel.EmitOnnx)} names an output '{name}', but what forward returns has {(found.Count == 0 ? "no" : "several")} such tensors: it has {string.Join(", ", tensors.Select(pair => pair.Key))}. Call the outputs as the members of that type are called.");
    }
}
