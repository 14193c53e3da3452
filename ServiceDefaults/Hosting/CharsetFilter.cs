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
        if (isBound && MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) && type.Charset.HasValue)
        {
            // In quotes, as RFC 9110 permits, the framework knows none.
            type.Charset = HeaderUtilities.RemoveQuotes(type.Charset);
            if (!IsKnown(type.Charset.ToString()))
            {
                await problems.AnswerAsync(
                    context, StatusCodes.Status415UnsupportedMediaType, ProblemTypes.UnsupportedMediaType, "Unsupported media type",
                    $"The charset {Quoted.Text(type.Charset.ToString())} of the Content-Type cannot be read. Send the body in UTF-8, as application/json.");
                return;
            }

            context.Request.ContentType = type.ToString();
        }

        await next(context);
    }

    private static bool IsKnown(string charset)
    {
        try
        {
            _ = Encoding.GetEncoding(charset);
            return true;
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
