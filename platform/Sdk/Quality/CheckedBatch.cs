using System.Globalization;
using MeshStarter.Contracts;
using MeshStarter.Lake.Quality;
using MeshStarter.Sdk.Products;

namespace MeshStarter.Sdk.Quality;

/// <summary>What is told of a batch once its checks were run.</summary>
internal static class CheckedBatch
{
    /// <summary>The report of a batch that no snapshot publishes (yet).</summary>
    public static BatchReport Report(OwnProduct product, string id, long rows, IReadOnlyList<CheckFinding> findings, DateTimeOffset at) => new()
    {
        BatchId = id,
        Version = product.Descriptor.Version,
        CheckedAt = at,
        Rows = rows,
        Results = [.. findings.Select(finding => finding.Result)],
    };

    /// <summary>The id of a report on a try that was kept out: each is a report of its own.</summary>
    public static string Try(string batchId, DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{batchId}@{at.ToUnixTimeMilliseconds()}");
}
