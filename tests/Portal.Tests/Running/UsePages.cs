using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Lineage;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Queries;

namespace MeshStarter.Portal.Tests.Running;

/// <summary>The catalog's answers about the use of <c>shop.orders</c>: what a change of it breaks, its recorded queries, and why its check fails.</summary>
internal static class UsePages
{
    public static readonly DateTimeOffset At = new(2026, 1, 31, 12, 30, 0, TimeSpan.Zero);

    private static readonly DataProductId Orders = DataProductId.Parse("shop.orders");

    public static ImpactReport Breaking { get; } = new()
    {
        Product = new ProductReference(Orders, 1),
        Change = "drop:email",
        IsBreaking = true,
        Reason = "email is gone for everything that uses it.",
        TotalProducts = 1_204,
        TotalColumns = 3,
        TotalQueries = 12,
        IsWhole = true,
        Products =
        [
            new ImpactedProduct
            {
                Name = "shop.orders", Owner = "team@example.org", Distance = 0, IsUncertain = false, IsWhole = false,
                Columns = [new ImpactedColumn("email", null, null)],
                Consumers = [new ImpactedConsumer("depot", 2, ["svc/<b>etl</b>", "svc/pick"]), new ImpactedConsumer(null, 1, ["a person"])],
                Queries = [new DomainQueries("analytics", 11, 2), new DomainQueries(null, 1, 1)],
            },
            new ImpactedProduct
            {
                Name = "depot.letters@2", Owner = "depot@example.org", Distance = 1, IsUncertain = false, IsWhole = true,
                Columns = [new ImpactedColumn("receiver", "shop.orders.email", "IDENTITY")],
                Consumers = [new ImpactedConsumer("shop", 3, null)],
                Queries = [],
            },
            new ImpactedProduct { Name = "dataset:postgres://db:5432:public.mail", Distance = 1, IsUncertain = true, IsWhole = true, Columns = [], Consumers = [], Queries = [] },
        ],
        Next = "after+this",
    };

    public static ImpactReport Harmless { get; } = new()
    {
        Product = new ProductReference(Orders, 1),
        Change = "type:number:BIGINT",
        IsBreaking = false,
        Reason = "BIGINT holds every value of INTEGER, so every reader reads it as before.",
        TotalProducts = 0,
        TotalColumns = 0,
        TotalQueries = 0,
        IsWhole = true,
        Products = [],
    };

    public static ProductQueries Queries { get; } = new()
    {
        Product = Orders,
        Since = At.AddDays(-30),
        Total = 12,
        Domains = [new DomainQueries("analytics", 11, 2), new DomainQueries(null, 1, 1)],
        Items =
        [
            new CapturedQuery
            {
                QueryId = "20260131_123000_00001_abcde", At = At, Principal = "analyst", Domain = "analytics", Fingerprint = "0123456789abcdef0123456789abcdef", Sql = "SELECT email FROM shop.orders WHERE number > ? AND '<b>' = ?",
                Reads =
                [
                    new CapturedRead { Product = Orders, Major = 1, Columns = new CapturedColumns { Select = ["email"], Where = ["number"] }, SnapshotId = 77, SnapshotAgeMs = 93_000 },
                    new CapturedRead { Product = DataProductId.Parse("depot.stock"), Major = 2, Columns = new CapturedColumns { Join = ["number"] }, SnapshotId = 5, SnapshotAgeMs = 1_000 },
                ],
                DurationMs = 1_250, Rows = 3_988,
            },
            new CapturedQuery
            {
                QueryId = "20260131_122900_00001_abcde", At = At.AddMinutes(-1), Principal = "a person", Fingerprint = "short", Reads = [new CapturedRead { Product = Orders, Major = 1 }],
                DurationMs = 4, Rows = 0, Error = "EXCEEDED_TIME_LIMIT",
            },
        ],
        Next = "639-4",
    };

    /// <summary>As one sees them who may not read the queries.</summary>
    public static ProductQueries Numbers { get; } = Queries with { Items = null, Next = null };

    public static CauseReport Cause { get; } = new()
    {
        Product = new ProductReference(Orders, 1),
        Check = "unique:number",
        IsFailing = true,
        FailingSince = At,
        PassedUntil = At.AddMinutes(-5),
        Reason = "public.mail published first, at 2026-01-31 12:26:00 UTC, of all that shop.orders@1 is made of.",
        Path =
        [
            new CausingPublish("public.mail", Guid.Empty, At.AddMinutes(-4), "COMPLETE", "8", [], "postgres://db:5432"),
            new CausingPublish("depot.stock", Guid.Empty, At.AddMinutes(-2), "FAIL", null, [new ChangedInput("public.mail", "7", "8", "postgres://db:5432")]),
            new CausingPublish("shop.orders", Guid.Empty, At, "COMPLETE", "77", [new ChangedInput("depot.stock", "11", "12"), new ChangedInput("shop.outbox", null, null)]),
        ],
    };

    /// <summary>Has a mesh have the product and these answers.</summary>
    public static void SetUp(MadeMesh mesh)
    {
        mesh.Add("shop.orders", MadeMesh.Text(""));
        AnswerAll(mesh);
    }

    public static void AnswerAll(MadeMesh mesh)
    {
        mesh.Answer("catalog/impact", context => MadeMesh.Json(context.Request.Query["change"] == "type:number:BIGINT" ? Harmless : Breaking)(context));
        mesh.Answer("catalog/products/shop.orders/queries", MadeMesh.Json(Queries));
        mesh.Answer("catalog/products/shop.events/queries", MadeMesh.Json(Numbers with { Product = DataProductId.Parse("shop.events") }));
        mesh.Answer("catalog/products/shop.orders/checks/unique:number/cause", MadeMesh.Json(Cause));
        mesh.Answer("catalog/products/shop.orders@1/checks/unique:number/cause", MadeMesh.Json(Cause));
        QualityCheck unique = new UniqueCheck(["number"]);
        var profile = mesh.ProfileOf("shop.orders");
        mesh.Answer("catalog/products/shop.orders/profile", MadeMesh.Json(profile with
        {
            Product = profile.Product with { Quality = new QualityTerms { Checks = [unique] } },
            Quality = profile.Quality with { Checks = [new CheckStatus(new CheckResult { Check = unique, Outcome = CheckOutcome.Failed, FailingRows = 2, Reason = "2 rows: number is there twice." }, At)] },
        }));
    }
}
