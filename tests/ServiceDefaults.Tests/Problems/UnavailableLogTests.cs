using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MeshStarter.ServiceDefaults.Tests.Problems;

/// <summary>The log of a service while another one does not answer.</summary>
[Trait("Category", "Quick")]
public sealed class UnavailableLogTests
{
    [Fact]
    public async Task Service_that_does_not_answer_has_a_line_when_that_begins_and_one_when_it_has_ended()
    {
        var time = new MovableTime { Longest = TimeSpan.FromMilliseconds(50) };
        await using var authority = await TestAuthority.StartAsync();
        await using var service = await TestService.StartAsync(
            authority,
            configure: builder => builder.Services.AddSingleton<TimeProvider>(time),
            map: app =>
            {
                app.MapGet("/away", string () => throw new HttpRequestException("host x")).AllowAnonymous();
                app.MapGet("/refuses", string () => throw new HttpRequestException("host x", inner: null, HttpStatusCode.Forbidden)).AllowAnonymous();
            });

        for (var request = 0; request < 10; request++)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await service.GetAsync("/away")).Status);
        }

        Assert.Equal(["A request cannot be answered: HttpRequestException: host x"], Lines());

        time.Advance(TimeSpan.FromSeconds(30));
        await Eventually.HoldsAsync(() => Lines().Count == 2);
        Assert.Equal("10 requests could not be answered in 0 s, and none of the last 30 s: HttpRequestException: host x", Lines()[1]);

        // What is refused has a line for each trace id.
        for (var request = 0; request < 2; request++)
        {
            await service.GetAsync("/refuses");
        }

        await service.GetAsync("/away");
        Assert.Equal(Enumerable.Repeat("A request cannot be answered: HttpRequestException: host x", 3), Lines().Skip(2));

        IReadOnlyList<string> Lines() => [.. service.Log.Lines.Where(line => line.Category.EndsWith(".UnavailableHandler", StringComparison.Ordinal)).Select(line => line.Text)];
    }

    // The answers of a server whose disk is full: to a statement, and to a connection, which begins with a file that it cannot write.
    [Theory]
    [InlineData("could not extend file \"base/5/1\"", "53100", HttpStatusCode.ServiceUnavailable, "The disk of the service's database is full. Try again once its operator has made room.")]
    [InlineData("could not write init file", "XX000", HttpStatusCode.ServiceUnavailable, "The disk of the service's database is full. Try again once its operator has made room.")]
    [InlineData("cache lookup failed for type 1", "XX000", HttpStatusCode.InternalServerError, "The fault is not yours. The trace id leads to it in the service's log.")]
    public async Task Full_disk_of_the_database_is_named(string message, string code, HttpStatusCode status, string detail)
    {
        await using var authority = await TestAuthority.StartAsync();
        await using var service = await TestService.StartAsync(
            authority, map: app => app.MapGet("/full", string () => throw new PostgresException(message, "FATAL", "FATAL", code)).AllowAnonymous());

        var answer = await service.GetAsync("/full");

        Assert.Equal((status, detail), (answer.Status, (string?)answer.Body!["detail"]));
    }
}
