using System.Text;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Products;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace MeshStarter.ServiceDefaults.Hosting;

/// <summary>Refuses a JSON body of a charset that cannot be read, where an endpoint has its body bound: the framework fails on it as on a fault of the service.</summary>
internal sealed class CharsetFilter(RequestDelegate next, IProblemDetailsService problems)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var isBound = context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>() is not null && context.Request.HasJsonContentType();
        if (!isBound || Unknown(context.Request.ContentType) is not { } charset)
        {
            await next(context);
            return;
        }

        await problems.AnswerAsync(
            context, StatusCodes.Status415UnsupportedMediaType, ProblemTypes.UnsupportedMediaType, "Unsupported media type",
            $"The charset {Quoted.Text(charset)} of the Content-Type cannot be read. Send the body in UTF-8, as application/json.");
    }

    private static string? Unknown(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || !type.Charset.HasValue)
        {
            return null;
        }

        // In quotes the framework knows none.
        var charset = type.Charset.ToString();
        try
        {
            _ = Encoding.GetEncoding(charset);
            return null;
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return charset;
        }
    }
}
