using System.Net;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Products;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.ServiceDefaults.Tests.Problems;

/// <summary>A query string has the parameters of the handler that its path does not have.</summary>
public sealed class QueryParametersTests
{
    [Theory]
    [InlineData("", HttpStatusCode.OK, null)]
    [InlineData("?Least=1.5&within=01:00:00&day=2026-01-01&tag=a&tag=b&state=Monday&version=1.2.3", HttpStatusCode.OK, null)]
    [InlineData("?leest=1.5", HttpStatusCode.BadRequest, "\"leest\" is no parameter here. Use least, within, day, tag, state, version.")]
    [InlineData("?name=other", HttpStatusCode.BadRequest, "\"name\" is no parameter here. Use least, within, day, tag, state, version.")]
    [InlineData("?http=1", HttpStatusCode.BadRequest, "\"http\" is no parameter here. Use least, within, day, tag, state, version.")]
    public async Task Other_parameters_are_refused(string query, HttpStatusCode status, string? detail)
    {
        await using var service = await TestService.StartAsync(
            null,
            map: app => app.MapGet("/things/{name}", (string name, HttpContext http, CancellationToken cancellationToken, decimal? least, TimeSpan? within, DateOnly? day, string[]? tag, DayOfWeek? state, ProductVersion? version) => TypedResults.Ok(name))
                .WithQueryParameters().AllowAnonymous());

        var answer = await service.GetAsync($"/things/one{query}");

        Assert.Equal((status, detail), (answer.Status, (answer.Body as JsonObject)?["detail"]?.GetValue<string>()));
    }
}
