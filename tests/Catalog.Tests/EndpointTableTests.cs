using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.Catalog.Tests;

/// <summary>The page of the catalog has a table of its own endpoints: those of Iceberg and of schemas have their pages.</summary>
[Collection(CatalogCollection.Name)]
public sealed class EndpointTableTests(CatalogFixture catalog)
{
    [SkippableFact]
    public void Every_endpoint_has_a_row_with_what_it_answers_and_every_row_an_endpoint()
    {
        catalog.Require();
        var rows = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "catalog.md")).Split('\n')
            .SkipWhile(line => !line.StartsWith("| endpoint |", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|')).ToDictionary(cells => cells[1].Trim().Trim('`'), cells => cells[2], StringComparer.Ordinal);

        // Health has no methods, and the description of all others is not in itself.
        var endpoints = catalog.Endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is not null && endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is null)
            .Where(endpoint => endpoint.Metadata.GetMetadata<ITagsMetadata>() is not { Tags: ["iceberg" or "schema registry" or "mesh", ..] })
            .ToDictionary(endpoint => $"{endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Single()} {Address(endpoint)}", Contracts, StringComparer.Ordinal);

        Assert.Equal(endpoints.Keys.Order(StringComparer.Ordinal), rows.Keys.Order(StringComparer.Ordinal));
        Assert.All(endpoints, endpoint => Assert.Equal(endpoint.Value, rows[endpoint.Key].Split('`').Where((_, at) => at % 2 == 1).Where(word => char.IsAsciiLetterUpper(word[0]))));
    }

    // Without the kinds of its parameters, {major:int}.
    private static string Address(RouteEndpoint endpoint) =>
        endpoint.RoutePattern.RawText!.Replace(":int}", "}", StringComparison.Ordinal).Replace(":guid}", "}", StringComparison.Ordinal).TrimEnd('/');

    // Of a list its items.
    private static IEnumerable<string> Contracts(RouteEndpoint endpoint) => endpoint.Metadata.OfType<IProducesResponseTypeMetadata>()
        .Where(answer => answer.StatusCode == StatusCodes.Status200OK && answer.Type?.Namespace?.StartsWith("MeshStarter.", StringComparison.Ordinal) == true)
        .Select(answer => answer.Type!.IsGenericType ? answer.Type.GenericTypeArguments[0].Name : answer.Type.Name);
}
