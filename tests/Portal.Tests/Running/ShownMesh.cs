using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Overview;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Slo;
using MeshStarter.Contracts.Storage;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Portal.Tests.Running;

/// <summary>A portal, and a mesh with something to see on each of its pages.</summary>
public sealed class ShownMesh : IAsyncLifetime
{
    private static readonly DataProductId Orders = DataProductId.Parse("shop.orders");
    private static readonly DataProductId Stock = DataProductId.Parse("depot.stock");

    internal MadeMesh Mesh { get; private set; } = null!;

    internal RunningPortal Portal { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Mesh = await MadeMesh.StartAsync();
        Mesh.Add("shop.orders", MadeMesh.Text("{\"number\":1,\"email\":\"****\"}\n{\"number\":2,\"email\":null}\n"), "SELECT number FROM shop.orders WHERE email IS NOT NULL ORDER BY number DESC LIMIT 10");
        Mesh.Add("shop.events", MadeMesh.Problem(403, "Only the people of shop read it."));
        Mesh.Answer("catalog/overview", MadeMesh.Json(new MeshOverview(
            [
                new("depot", Reachability.Available, [new(Stock, new ProductVersion(2, 0, 0), ProductKind.Aggregate, [PortType.Table], new ProductStatus(SloState.AtRisk, null, ProductStateReason.CheckFailing))], false),
                new("shop", Reachability.Available,
                [
                    new(Orders, new ProductVersion(1, 2, 3), ProductKind.SourceAligned, [PortType.Table, PortType.Rest], new ProductStatus(SloState.Met)),
                    new(DataProductId.Parse("shop.events"), new ProductVersion(1, 0, 0), ProductKind.SourceAligned, [PortType.Stream], new ProductStatus(SloState.Breached, DateTimeOffset.UnixEpoch, ProductStateReason.NotPublishing)),
                    new(DataProductId.Parse("shop.a_product_with_a_long_name_as_people_give_them"), new ProductVersion(1, 0, 0), ProductKind.SourceAligned, [PortType.Table], new ProductStatus(SloState.Recovered, DateTimeOffset.UnixEpoch, ProductStateReason.ServiceLevel, SloObjective.Freshness)),
                ], true),
                new("warehouse", Reachability.Orphaned, [new(DataProductId.Parse("warehouse.pallets"), new ProductVersion(1, 0, 0), ProductKind.SourceAligned, [PortType.Table], new ProductStatus(SloState.Unknown))], false),
            ],
            [new(Orders, Stock), new(DataProductId.Parse("shop.events"), Orders)],
            false)));
        Mesh.Answer("catalog/changes", MadeMesh.Json(new ItemList<MeshChange>([new(DateTimeOffset.UnixEpoch, MeshChangeKind.ProductAdded, Orders, 1, new ProductVersion(1, 2, 3))])));
        Mesh.Answer("catalog/products/shop.orders/storage", MadeMesh.Json(new ItemList<StoredTable>([new()
        {
            Major = 1, Table = "shop.orders_v1", FormatVersion = 2, PartitionBy = [], SortBy = [], Files = 4, DeleteFiles = 0, Rows = 12_345, Bytes = 2_048_000, Snapshots = 7, ChangedAt = DateTimeOffset.UnixEpoch,
        }])));
        Mesh.Answer("governance/access/requests", MadeMesh.Json(new AccessPage<AccessRequest>([AccessPageTests.Request], null)));
        Mesh.Answer("governance/audit", MadeMesh.Json(new AuditPage([AuditPageTests.Decision, .. AuditPageTests.Records.Skip(1), AuditPageTests.Vote], "1.2") { Scope = AuditScope.Products, Ends = [AuditPageTests.Records[0]] }));
        Mesh.Answer("governance/access/grants", MadeMesh.Json(new AccessPage<AccessGrant>([AccessPageTests.Grant], null)));
        Mesh.Answer("governance/access/suspensions", MadeMesh.Json(new ItemList<PrincipalSuspension>([AccessPageTests.Suspension])));
        PolicyPageTests.AnswerAll(Mesh);
        Mesh.Answer("shop/import", MadeMesh.Json(new { state = "done", imported = new Dictionary<string, long> { ["orders"] = 99_441 }, rejected = 3 }));
        Mesh.Answer("shop/products/orders/quarantine", MadeMesh.Json(new
        {
            items = new[] { QuarantineTests.Batch("5-9", null, QuarantineTests.Failed(new UniqueCheck(["number"]), "2 rows: number is there twice.", "{\"number\":1,\"email\":null}")) },
        }));
        Mesh.Answer("catalog/lineage", MadeMesh.Json(LineageTests.Page));
        ProductAccessTests.Answer(Mesh);
        PipelinePageTests.Answer(Mesh);
        UsePages.AnswerAll(Mesh);
        Mesh.Answer("catalog/products/shop.orders@1/slo", MadeMesh.Json(SloSectionTests.Slo));
        Portal = await RunningPortal.StartAsync(Mesh, ("shop", Mesh.Url("shop")), ("depot", Mesh.Url("depot")));
    }

    public async Task DisposeAsync()
    {
        await Portal.DisposeAsync();
        await Mesh.DisposeAsync();
    }
}
