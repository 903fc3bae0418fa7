using System.Text.Json;
using Lab.Checkpoints;
using Lab.Native;

namespace Lab.Onnx;

/// <summary>Writes models as ONNX files of operator set <see cref="OnnxGraph.OperatorSet"/>.</summary>
/// <remarks>
/// <para>The batch is a symbol: one file serves every number of samples. Dropout and everything else that only training does is left out; batch normalisation stays a node of its
/// own, which a runtime can fold.</para>
/// <para>TorchSharp cannot record what a <c>forward</c> does, so each block says it a second time (<see cref="IOnnxModule"/>). Every export is therefore checked before the file is
/// written: the graph is evaluated node by node with torch on a random batch and compared with the model's own <c>forward</c>. A difference above
/// <see cref="OnnxExportOptions.Tolerance"/> is an error, and there is no file.</para>
/// <para>A file holds at most 2 GiB, the limit of its format; larger models are refused.</para>
/// </remarks>
public static class OnnxExporter
{
    /// <summary>Writes a model, in evaluation mode, aside and then under its name.</summary>
    /// <param name="model">A model of one tensor, in float32: an <see cref="IOnnxModel"/> with several outputs, or anything that a value can be sent <see cref="OnnxValue.Through"/>.</param>
    /// <param name="path">The file to write or to replace.</param>
    /// <param name="input">What the exported model takes.</param>
    /// <param name="options">How; the defaults if null.</param>
    /// <param name="cancellation">Ends the export without a file.</param>
    /// <returns>What was written, and how exact it is.</returns>
    /// <exception cref="LabException">A module cannot be written in ONNX, the graph does not do what the model does, or the file cannot be written.</exception>
    public static OnnxExportResult Export(torch.nn.Module model, string path, OnnxInput input, OnnxExportOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Build(
            model,
            input,
            options ?? new OnnxExportOptions(),
            (file, graph, difference) => new OnnxExportResult(
                path, Write(file, path, cancellation), file.Nodes.Count, [.. graph.Inputs.Select(value => value.ToString())], [.. file.Outputs.Select(output => output.ToString())], difference),
            cancellation);
    }

    /// <summary>What <see cref="Export"/> writes, in memory: for a runtime in the same process.</summary>
    /// <param name="model">See <see cref="Export"/>.</param>
    /// <param name="input">What the exported model takes.</param>
    /// <param name="options">How; the defaults if null.</param>
    /// <param name="cancellation">Ends the export.</param>
    /// <returns>The bytes of a file.</returns>
    /// <exception cref="LabException">A module cannot be written in ONNX, or the graph does not do what the model does.</exception>
    public static byte[] ToBytes(torch.nn.Module model, OnnxInput input, OnnxExportOptions? options = null, CancellationToken cancellation = default) =>
        Build(
            model,
            input,
            options ?? new OnnxExportOptions(),
            (file, _, _) =>
            {
                var bytes = new byte[file.Length];
                using var stream = new MemoryStream(bytes);
                file.Write(stream, cancellation);
                return bytes;
            },
            cancellation);

    // Hands over the file while its graph, and what follows from the model's weights, is alive.
    private static T Build<T>(torch.nn.Module model, OnnxInput input, OnnxExportOptions options, Func<OnnxFile, OnnxGraph, double?, T> write, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(input);
        (model as IModel)?.Complete();
        if (model.parameters().FirstOrDefault(parameter => parameter.is_floating_point() && parameter.dtype != torch.ScalarType.Float32) is { } other)
        {
            throw new LabException($"The model holds parameters of type {other.dtype}, and only float32 models are exported: convert it first, with model.to(torch.ScalarType.Float32).");
        }

        using var gate = FinalizerGate.Close();
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var training = model.training;
        model.eval();
        try
        {
            var graph = new OnnxGraph(model, options.Emitters);
            var given = input.Declare(graph);
            var outputs = Emit(model, given, options)
                .Select(output => output with { Value = graph.Rename(options.Softmax ? output.Value.Softmax() : output.Value, output.Name) }).ToList();
            var file = new OnnxFile(graph.Inputs, [.. outputs.Select(output => output.Value)], model.GetName(), Metadata(input, options));
            cancellation.ThrowIfCancellationRequested();
            var difference = ExportCheck.Compare(model, given, outputs, options.Softmax, input);
            return difference > options.Tolerance
                ? throw new LabException(
                    FormattableString.Invariant($"The graph is not the model: on a random batch its output differs by {difference:0.0e0} of the largest number, more than {options.Tolerance:0.0e0}. What a module's {nameof(IOnnxModule.EmitOnnx)} or emitter says is not what its forward does in evaluation mode."))
                : write(file, graph, difference);
        }
        finally
        {
            model.train(training);
        }
    }

    private static IReadOnlyList<OnnxOutput> Emit(torch.nn.Module model, OnnxValue input, OnnxExportOptions options)
    {
        if (model is not IOnnxModel several)
        {
            return [new OnnxOutput(options.OutputName ?? (options.Softmax ? "probabilities" : "logits"), input.Through(model))];
        }

        var outputs = several.EmitOnnx(input);
        return outputs.Count > 0 && outputs.DistinctBy(output => output.Name).Count() == outputs.Count
            ? outputs
            : throw new LabException(
                $"{model.GetType().Name}.{nameof(IOnnxModel.EmitOnnx)} must return at least one output, each under a name of its own; it returned [{string.Join(", ", outputs.Select(output => output.Name))}].");
    }

    private static Dictionary<string, string> Metadata(OnnxInput input, OnnxExportOptions options)
    {
        var texts = new Dictionary<string, string>(options.Metadata, StringComparer.Ordinal) { ["input"] = input.Description };
        foreach (var (name, text) in input.Metadata)
        {
            texts[name] = text;
        }

        if (options.ClassNames.Count > 0)
        {
            texts["classes"] = JsonSerializer.Serialize(options.ClassNames);
        }

        return texts;
    }

    private static long Write(OnnxFile file, string path, CancellationToken cancellation)
    {
        var aside = AtomicFile.AsideOf(path);
        try
        {
            long bytes;
            using (var stream = new FileStream(aside, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16))
            {
                file.Write(stream, cancellation);
                stream.Flush(flushToDisk: true);
                bytes = stream.Length;
            }

            AtomicFile.Rename(aside, path);
            return bytes;
        }
        catch (Exception failure)
        {
            if (failure is not DirectoryNotFoundException)
            {
                File.Delete(aside);
            }

            if (failure is IOException or UnauthorizedAccessException)
            {
                throw new LabException($"{path} could not be written: {failure.Message} Nothing was changed.", failure);
            }

            throw;
        }
    }
}
