using System.Globalization;
using System.Net.Mime;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace MaskService;

/// <summary>One picture in, probabilities out. Whatever is wrong with a request is said as problem details with a status of its own.</summary>
internal static class PredictEndpoint
{
    /// <summary>Answers a request whose body is a picture, or a form with one.</summary>
    /// <param name="request">The request.</param>
    /// <param name="top">How many labels of each head to give; all if null.</param>
    /// <param name="predictor">The model.</param>
    /// <param name="decoding">How many pictures are decoded at once.</param>
    /// <param name="maximumBytes">Bytes of a picture at most.</param>
    /// <param name="aborted">The client has gone.</param>
    public static async Task<IResult> Answer(HttpRequest request, string? top, Predictor predictor, Turns decoding, int maximumBytes, CancellationToken aborted)
    {
        int? most = string.IsNullOrEmpty(top) ? null : int.TryParse(top, CultureInfo.InvariantCulture, out var number) ? number : 0;
        if (most is < 1)
        {
            return Results.Problem($"top={top}: give a whole number of labels, 1 or more, or leave it out.", statusCode: StatusCodes.Status400BadRequest);
        }

        try
        {
            if (await Picture(request, maximumBytes, aborted) is not var (stream, name))
            {
                return Results.Problem(
                    $"The content type is '{request.ContentType}'. Send a picture as image/* or application/octet-stream, or a form (multipart/form-data) with one file.",
                    statusCode: StatusCodes.Status415UnsupportedMediaType);
            }

            if (await Read(stream, maximumBytes, aborted) is not { } bytes)
            {
                return Results.Problem($"The picture has more than {maximumBytes} bytes.", statusCode: StatusCodes.Status413PayloadTooLarge);
            }

            var prediction = await await decoding.Run(() => predictor.PredictAsync(bytes, name, aborted), aborted);
            return Results.Json(PredictAnswer.Of(prediction, most));
        }
        catch (UnreadableSampleException fault)
        {
            return Results.Problem(fault.Message, statusCode: StatusCodes.Status400BadRequest);
        }
        catch (BadHttpRequestException fault)
        {
            return Results.Problem(fault.Message, statusCode: fault.StatusCode);
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException)
        {
            // A form that is none, is cut short, or has more in it than it may.
            return Results.Problem($"The form cannot be read: {fault.Message.Trim()}", statusCode: StatusCodes.Status400BadRequest);
        }
    }

    private static async Task<(Stream Stream, string Name)?> Picture(HttpRequest request, int maximumBytes, CancellationToken aborted)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
        {
            return null;
        }

        if (type.MediaType.Equals(MediaTypeNames.Multipart.FormData, StringComparison.OrdinalIgnoreCase))
        {
            // All of it in memory, which a body's limit bounds: a disk that is full or read-only is no fault of the client's.
            var files = (await request.ReadFormAsync(new FormOptions { MemoryBufferThreshold = maximumBytes }, aborted)).Files;
            return files.Count == 1
                ? (files[0].OpenReadStream(), "the uploaded picture")
                : throw new BadHttpRequestException($"The form has {files.Count} files; send one picture.", StatusCodes.Status400BadRequest);
        }

        return type.Type.Equals("image", StringComparison.OrdinalIgnoreCase) || type.MediaType.Equals(MediaTypeNames.Application.Octet, StringComparison.OrdinalIgnoreCase)
            ? (request.Body, "the picture")
            : null;
    }

    // Null if there is more than allowed.
    private static async Task<ReadOnlyMemory<byte>?> Read(Stream stream, int maximumBytes, CancellationToken aborted)
    {
        var buffer = new MemoryStream();
        var piece = new byte[81920];
        for (int read; (read = await stream.ReadAsync(piece, aborted)) > 0;)
        {
            if (buffer.Length + read > maximumBytes)
            {
                return null;
            }

            buffer.Write(piece, 0, read);
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }
}
