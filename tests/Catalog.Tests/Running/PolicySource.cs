using System.Collections.Concurrent;
using System.Text.Json;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Json;
using MeshStarter.Platform.Audit.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Catalog.Tests.Running;

/// <summary>Hands out the mesh's default rules and takes the audit trail, as governance does; governance itself is held in its own tests.</summary>
internal sealed class PolicySource : IAsyncDisposable
{
    // Rules alongside the default ones, about domains that only their tests have.
    private const string Rules = """
          - id: test-unwelcome-registers-nothing
            description: For a test.
            effect: deny
            actions: [register]
            when: { product_domains: [unwelcome] }

          - id: test-halted-is-not-operated
            description: For a test.
            effect: deny
            actions: [operate]
            when: { product_domains: [halted], roles: [owner, service] }

          - id: test-named-is-hidden
            description: For a test.
            effect: deny
            actions: [discover]
            when: { products: [named_domain.denied], roles: [analyst] }

          - id: test-named-is-found
            description: For a test.
            effect: permit
            actions: [discover]
            when: { products: [named_domain.permitted, named_domain.any], roles: [analyst] }

          - id: test-rows-by-claim
            description: For a test.
            effect: filter
            keep: { column: order_id, claim: orders }
            when: { products: [ruled.by_claim], roles: [analyst] }

          - id: test-rows-of-counted
            description: For a test.
            effect: filter
            keep: { column: order_id, values: [1] }
            when: { product_domains: [counted] }

          - id: test-no-rows-of-closed
            description: For a test.
            effect: deny
            actions: [read, read_raw]
            when: { product_domains: [closed], roles: [analyst] }

          - id: test-only-the-year
            description: For a test.
            effect: mask
            columns: { names: [placed_on] }
            mask: year
            when: { products: [ruled.by_year], roles: [analyst] }

          - id: test-hashed
            description: For a test.
            effect: mask
            columns: { names: [order_id] }
            mask: hash
            when: { products: [ruled.by_hash], roles: [analyst] }

          - id: test-for-one-purpose
            description: For a test.
            effect: deny
            actions: [discover, read, read_raw]
            when: { products: [ruled.by_purpose], roles: [analyst] }
            unless: { purposes: [fraud] }

        """;

    private const string Approvals = """

        declassify:
          - { product: approved.orders, version: 1.1.0, columns: [customer_email], reason: For a test }
          - { product: approved.orders, version: 1.1.0, reason: For a test }
          - { product: approved.vault, version: 1.1.0, reason: For a test }
        """;

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<AuditRecord> _audit = new();

    private PolicySource(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Every decision that was handed in so far.</summary>
    public IReadOnlyCollection<AuditRecord> Audit => _audit;

    /// <summary>Waits for a decision: it is handed in after its answer.</summary>
    public Task WaitForAsync(Func<AuditRecord, bool> decision) => Eventually.HoldsAsync(() => _audit.Any(decision));

    /// <param name="grants">The grants that are in force from the start.</param>
    public static async Task<PolicySource> StartAsync(params IReadOnlyList<GrantTerms> grants)
    {
        var rules = (await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "mesh.yaml"))).Replace("\naccess:\n", $"\naccess:\n{Rules}\n", StringComparison.Ordinal) + Approvals;
        rules = rules.Replace("\nregistration:\n", "\nregistration:\n  - { id: test-agreed-key, description: d, check: shared_keys, keys: { agreed_test_key: UUID }, severity: error }\n", StringComparison.Ordinal);
        var app = Loopback.Build();
        var source = new PolicySource(app);
        app.MapGet("/policies/bundle", (HttpContext context) =>
        {
            context.Response.Headers.ETag = "\"1\"";
            return context.Request.Headers.IfNoneMatch.ToString() == "\"1\"" ? Results.StatusCode(StatusCodes.Status304NotModified) : Results.Text(rules, "application/yaml");
        });
        if (grants.Count > 0)
        {
            app.MapGet("/access/changes", () => Results.Json(new GrantChanges("test", 1, IsComplete: true, grants), MeshJson.Options));
        }

        app.MapPost("/audit", async (HttpContext context) =>
        {
            var batch = await JsonSerializer.DeserializeAsync<AuditBatch>(context.Request.Body, MeshJson.Options, context.RequestAborted);
            foreach (var record in batch!.Records)
            {
                source._audit.Enqueue(record);
            }

            return Results.NoContent();
        });
        await app.StartAsync(CancellationToken.None);
        return source;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
