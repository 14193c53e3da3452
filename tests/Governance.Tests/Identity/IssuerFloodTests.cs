using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Xunit.Abstractions;

namespace MeshStarter.Governance.Tests.Identity;

/// <summary>A flood of token requests at the size of an attack, with the limits that are shipped. The rate is written out and not asserted.</summary>
[Collection(GovernanceCollection.Name)]
[Trait("Category", "Slow")]
public sealed class IssuerFloodTests(GovernanceFixture fixture, ITestOutputHelper output)
{
    private const int Requests = 100_000;
    private const int Senders = 64;

    [SkippableTheory]
    [InlineData("/dev/token", "application/json", """{"persona":"analyst"}""", HttpStatusCode.OK)]
    [InlineData("/connect/token", "application/x-www-form-urlencoded", "grant_type=client_credentials&client_id=orders&client_secret=a-wrong-secret-of-orders", HttpStatusCode.Unauthorized)]
    public async Task Flood_of_token_requests_keeps_no_service_from_its_tokens_and_the_rules(string path, string type, string body, HttpStatusCode within)
    {
        await using var governance = await RunningGovernance.ProcessAsync(await fixture.CreateDatabaseAsync());
        using var flood = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Senders }) { BaseAddress = governance.Address };
        var (left, began, bytes) = (Requests, Stopwatch.GetTimestamp(), Encoding.UTF8.GetBytes(body));
        var senders = Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(SendAsync)));

        var served = 0;
        for (; !senders.IsCompleted; served++)
        {
            using var rules = await governance.SendAsync(HttpMethod.Get, "/policies/bundle", await governance.ServiceTokenAsync("orders", RunningGovernance.OrdersSecret));
            Assert.Equal(HttpStatusCode.OK, rules.StatusCode);
        }

        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var answers = (await senders).SelectMany(each => each).CountBy(status => status).ToDictionary();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {Requests / seconds:F0} requests/s for {seconds:F1} s, {answers[within]} within the limit; {served} tokens and bundles of a service alongside, {served / seconds:F0}/s"));
        Assert.Equal([within, HttpStatusCode.TooManyRequests], answers.Keys.OrderBy(status => status == HttpStatusCode.TooManyRequests));
        Assert.Equal(Requests, answers.Values.Sum());
        Assert.True(served > 0, "No token of the service came during the flood.");
        using var health = await governance.Client.GetAsync("/health");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);

        async Task<List<HttpStatusCode>> SendAsync()
        {
            List<HttpStatusCode> statuses = [];
            while (Interlocked.Decrement(ref left) >= 0)
            {
                using var content = new ByteArrayContent(bytes) { Headers = { ContentType = new(type) } };
                using var answer = await flood.PostAsync(path, content);
                statuses.Add(answer.StatusCode);
            }

            return statuses;
        }
    }
}
