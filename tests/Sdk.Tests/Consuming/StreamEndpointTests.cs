using System.Net;
using System.Net.Http.Json;
using MeshStarter.Sdk.Tests.Ports.Running;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Tests.Consuming;

[Collection(OrdersMesh.Collection)]
public sealed class StreamEndpointTests(OrdersMesh mesh)
{
    [SkippableFact]
    public async Task Stream_handlers_are_for_the_domain_s_own_people_and_skips_for_its_owners()
    {
        foreach (var path in new[] { "/streams", "/streams/dead-letters" })
        {
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized), ((await mesh.GetAsync(path, "orders-owner")).Status, (await mesh.GetAsync(path)).Status, (await mesh.GetAsync(path, persona: null)).Status));
        }

        Assert.Equal("""{"items":[]}""", (await mesh.GetAsync("/streams", "orders-owner")).Body);
        Assert.Equal("""{"items":[]}""", (await mesh.GetAsync("/streams/dead-letters", "orders-owner")).Body);
        var owner = await mesh.TokenAsync("orders-owner");
        Assert.Equal(HttpStatusCode.BadRequest, (await mesh.SendAsync(HttpMethod.Post, "/streams/skip", owner, JsonContent.Create(new { event_id = "1" }))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await mesh.SendAsync(HttpMethod.Post, "/streams/skip", owner, JsonContent.Create(new { event_id = "1", reason = "why" }))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await mesh.SendAsync(HttpMethod.Post, "/streams/dead-letters/7/replay", owner)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await mesh.SendAsync(HttpMethod.Post, "/streams/skip", await mesh.TokenAsync("analyst"), JsonContent.Create(new { event_id = "1", reason = "why" }))).Status);
    }

    [SkippableFact]
    public async Task Dead_letter_of_a_handler_that_is_gone_is_not_in_a_state_for_a_replay()
    {
        mesh.Require();
        await using var database = NpgsqlDataSource.Create(mesh.OrdersDatabase);
        var letter = await OrdersMesh.CountAsync(database, """
            INSERT INTO mesh.dead_letters (handler, product, event_id, type, message, skipped_by, skipped_at, reason)
            VALUES ('GoneHandler', 'payments.payments_v1', '1', 'Exception', 'm', 'ana', now(), 'r') RETURNING id
            """);

        try
        {
            Assert.Equal(
                (HttpStatusCode.Conflict, "urn:mesh:problem:state-conflict", "GoneHandler does not follow payments.payments@1 any more, so it cannot be called with event 1."),
                await mesh.RefusalAsync($"/streams/dead-letters/{letter}/replay", "orders-owner", HttpMethod.Post));
        }
        finally
        {
            await database.ExecuteAsync("DELETE FROM mesh.dead_letters", null, CancellationToken.None);
        }
    }
}
