using System.IO.Compression;
using MeshStarter.Contracts;
using MeshStarter.ServiceDefaults.Problems;

namespace MeshStarter.Catalog;

/// <summary>Unpacks compressed bodies, and refuses one that is not in the encoding that it names.</summary>
internal sealed class PackedBodies(RequestDelegate next, IProblemDetailsService problems)
{
    public async Task InvokeAsync(HttpContext context)
    {
        // The unpacking takes the header off.
        var isPacked = context.Request.Headers.ContentEncoding.Count > 0;
        try
        {
            await next(context);
        }
        catch (Exception unread) when (isPacked && !context.Response.HasStarted && IsDamage(unread))
        {
            await problems.AnswerAsync(
                context, StatusCodes.Status400BadRequest, ProblemTypes.BadRequest, "Bad request",
                "The body is not in the encoding that Content-Encoding names. Send it in that encoding, or leave the header out.");
        }
    }

    // Stored values that are damaged throw the same types, from elsewhere.
    private static bool IsDamage(Exception unread) =>
        unread is InvalidDataException or InvalidOperationException && unread.Source is { } source
        && (source == typeof(GZipStream).Assembly.GetName().Name || source == typeof(BrotliStream).Assembly.GetName().Name);
}
