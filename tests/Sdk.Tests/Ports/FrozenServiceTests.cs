using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MeshStarter.Sdk.Tests.Ports.Running;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Tests.Ports;

/// <summary>A domain's service that freezes in the middle of a commit, while another process takes its place, and then goes on.</summary>
public sealed class FrozenServiceTests
{
    private const string Events = "orders.fact_order_events_v1";

    // The rights of this database's sequencer and publisher.
    private const string Rights = "locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND classid = 28005";

    /// <summary>Its commit comes to the catalog when its successor has kept the same rows out, together with one that came later.</summary>
    [SkippableFact]
    [Trait("Category", "Slow")]
    public Task Publisher_that_is_frozen_in_a_commit_changes_nothing_once_another_has_its_lease() => FreezeInCommitAsync(isCommitted: false, isCutOff: true);

    [SkippableTheory]
    [Trait("Category", "Slow")]
    // The catalog has its commit, and it does not know.
    [InlineData(true, true)]
    // No one ends its session: its silence does.
    [InlineData(false, false)]
    public Task Publisher_that_is_frozen_after_its_commit_or_in_silence_changes_nothing_either(bool isCommitted, bool isCutOff) => FreezeInCommitAsync(isCommitted, isCutOff);

    private static async Task FreezeInCommitAsync(bool isCommitted, bool isCutOff)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Processes are stopped and continued as Linux does.");
        await using var endpoint = new HoldingEndpoint();
        var mesh = new OrdersMesh { CatalogOfOrders = endpoint.StartAsync };
        ServiceUnderTest? successor = null;
        try
        {
            await mesh.InitializeAsync();
            mesh.Require();
            var token = await mesh.TokenAsync("orders-owner");
            await using var database = NpgsqlDataSource.Create(mesh.OrdersDatabase);
            using var client = await mesh.OrdersClientAsync("orders-owner");

            var existing = await OrdersMesh.CountAsync(database, $"SELECT count(*) FROM mesh.outbox WHERE product = '{Events}'");
            await HoldsAsync(async () => (await OrdersMesh.RowsAsync(client, "fact_order_events", "event_id")).Count == existing);
            var hold = endpoint.HoldNext("/tables/fact_order_events_v1", "mesh.batch-id", isCommitted);
            await PlaceAsync(client);
            await hold.Come;
            await EmitRowThatFailsAsync(database);
            await FreezeAsync(mesh.OrdersProcess);
            if (isCutOff)
            {
                await OrdersMesh.CountAsync(database, $"SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE {Rights}");
            }

            successor = await mesh.StartOrdersAlongsideAsync();
            successor.Client.DefaultRequestHeaders.Authorization = new("Bearer", token);
            await HoldsAsync(async () => await OrdersMesh.CountAsync(database, $"SELECT count(*) FROM mesh.quarantine WHERE rows = {(isCommitted ? 1 : 2)}") == 1);

            hold.Release();
            Assert.Equal(isCommitted ? 200 : 409, await hold.Answer);
            Signal(mesh.OrdersProcess, "CONT");
            // It has noticed that it has no right any more, neither to sequence nor to publisher, and waits for both.
            await HoldsAsync(async () => await OrdersMesh.CountAsync(database, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_terminate_backend(pid) FROM pg_locks JOIN%' AND pid <> pg_backend_pid()") == 2);
            await PlaceAsync(client);
            await PlaceAsync(successor.Client);

            var quarantined = "FROM mesh.outbox WHERE product = @Events AND EXISTS (SELECT FROM mesh.quarantine q WHERE q.product = outbox.product AND position BETWEEN first_position AND last_position)";
            var published = await database.QueryAsync<string>($"SELECT data::json ->> 'event_id' FROM mesh.outbox WHERE product = @Events EXCEPT ALL SELECT data::json ->> 'event_id' {quarantined}", new { Events }, CancellationToken.None);
            List<string> rows = [];
            await HoldsAsync(async () => (rows = await OrdersMesh.RowsAsync(successor.Client, "fact_order_events", "event_id")).Count >= published.Count);
            Assert.Equal(published.Order(StringComparer.Ordinal), rows);
            var orders = await database.QueryAsync<string>("SELECT DISTINCT data::json ->> 'order_id' FROM mesh.outbox WHERE product = 'orders.orders_v1'", null, CancellationToken.None);
            await HoldsAsync(async () => (rows = await OrdersMesh.RowsAsync(successor.Client, "orders", "order_id")).Count >= orders.Count);
            Assert.Equal(orders.Order(StringComparer.Ordinal), rows);
            Assert.Equal(1, await OrdersMesh.CountAsync(database, "SELECT count(*) FROM mesh.quarantine"));

            // Each batch was reported once, those that were quarantined too.
            await HoldsAsync(async () => await OrdersMesh.CountAsync(database, "SELECT count(*) FROM mesh.batch_reports WHERE is_settled") == 0);
            using var catalog = await mesh.CatalogClientAsync("orders-owner");
            var quality = await catalog.GetFromJsonAsync<JsonElement>(new Uri(mesh.Catalog, "products/orders.fact_order_events/quality"));
            Assert.Equal(
                await OrdersMesh.CountAsync(database, $"SELECT count(*) FROM mesh.outbox WHERE product = '{Events}'"),
                quality.GetProperty("history").EnumerateArray().Sum(minute => minute.GetProperty("rows").GetInt64()));
        }
        finally
        {
            if (successor is not null)
            {
                await successor.DisposeAsync();
            }

            await mesh.DisposeAsync();
        }
    }

    private static async Task PlaceAsync(HttpClient orders)
    {
        using var response = await orders.PostAsJsonAsync("/shop/orders", OrdersMesh.Order(Guid.NewGuid(), OrdersMesh.OpenCity));
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    // As a service of before its contract's last change could have: nothing can emit it now. It has its place before anybody is frozen.
    private static async Task EmitRowThatFailsAsync(NpgsqlDataSource database)
    {
        await database.ExecuteAsync(
            """
            INSERT INTO mesh.outbox (product, event_id, occurred_at, data)
            SELECT product, fresh, occurred_at, (data::jsonb || jsonb_build_object('event_id', fresh, 'event_type', 'lost'))::text
            FROM mesh.outbox, gen_random_uuid() AS fresh WHERE product = @Events ORDER BY id DESC LIMIT 1
            """,
            new { Events },
            CancellationToken.None);
        await HoldsAsync(async () => await OrdersMesh.CountAsync(database, "SELECT count(*) FROM mesh.outbox WHERE position IS NULL") == 0);
    }

    private static async Task FreezeAsync(int process)
    {
        Signal(process, "STOP");
        // 4711 (dotnet) T 1 …
        await HoldsAsync(() => Task.FromResult(File.ReadAllText($"/proc/{process}/stat").Split(") ")[1].StartsWith('T')));
    }

    private static void Signal(int process, string signal)
    {
        using var kill = Process.Start("kill", ["-s", signal, $"{process}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    private static Task HoldsAsync(Func<Task<bool>> condition) => Eventually.HoldsAsync(condition, patience: TimeSpan.FromSeconds(180));
}
