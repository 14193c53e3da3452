using System.Globalization;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.ServiceDefaults.Json;
using Microsoft.AspNetCore.Http.Features;

namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>Takes a registry's request apart as its clients write it.</summary>
internal static class RegistryRequest
{
    /// <summary>
    /// The part of the path at a place behind the prefix, decoded once: a subject may hold <c>/</c> as <c>%2F</c>, which the
    /// server's own decoding leaves alone and so cannot distinguish from a subject that holds the text <c>%2F</c>.
    /// </summary>
    public static string Segment(HttpContext http, int place)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = target.Split('?', '#')[0];
        var parts = path.Split('/');
        var prefix = Array.FindIndex(parts, part => string.Equals(part, RegistryEndpoints.Prefix[1..], StringComparison.OrdinalIgnoreCase));
        return prefix >= 0 && prefix + place < parts.Length ? Uri.UnescapeDataString(parts[prefix + place]) : "";
    }

    /// <summary>Whether a query's parameter is true; clients write <c>true</c>, <c>True</c> and <c>False</c>.</summary>
    public static bool Flag(HttpContext http, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (string.Equals(http.Request.Query[name], "true", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A page of a list: <c>offset</c> from 0, and <c>limit</c>, of which a negative one is all.</summary>
    public static IEnumerable<T> Page<T>(HttpContext http, IEnumerable<T> items)
    {
        var rest = items.Skip(Math.Max(Number(http, "offset") ?? 0, 0));
        return Number(http, "limit") is { } limit and >= 0 ? rest.Take(limit) : rest;
    }

    /// <summary>Reads a version: a number from 1, or <c>latest</c> or -1, which is null.</summary>
    public static bool TryVersion(string text, out int? version)
    {
        version = null;
        if (text is "latest" or "-1")
        {
            return true;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1)
        {
            return false;
        }

        version = number;
        return true;
    }

    /// <summary>Reads the body's JSON object, whatever the request calls it: clients send octet streams, too. Null where it is none.</summary>
    /// <exception cref="BadHttpRequestException">A text in it cannot be kept.</exception>
    public static async Task<JsonElement?> BodyAsync(HttpContext http, CancellationToken cancellationToken)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: cancellationToken);
            StorableText.Require(document.RootElement);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonRuleException refused)
        {
            throw new BadHttpRequestException("a text that cannot be kept", StatusCodes.Status400BadRequest, refused);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static int? Number(HttpContext http, string name) =>
        int.TryParse(http.Request.Query[name], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
