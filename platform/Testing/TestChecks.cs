using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Quality;
using MeshStarter.Lake.Quality;
using MeshStarter.Sdk.Publishing;

namespace MeshStarter.Testing;

/// <summary>Validates rows in a test against the checks of their product's contract, as each publish does, without a database or a mesh.</summary>
public static class TestChecks
{
    /// <summary>Validates rows as one batch.</summary>
    /// <typeparam name="TRow">The record of the product.</typeparam>
    /// <param name="rows">The rows.</param>
    /// <returns>A line for each check that does not pass; checks that read other products are left out.</returns>
    /// <exception cref="ContractViolationException">A row breaks the contract itself, such as by a required column without a value.</exception>
    public static IReadOnlyList<string> Failed<TRow>(params IReadOnlyList<TRow> rows)
        where TRow : class, IPublishedRow
    {
        var product = TestProducts.Find<TRow>(TestProducts.Of<TRow>());
        var contract = ProductContract.Of(product.Descriptor);
        return Failed(product.Descriptor, rows.Select(row => contract.Entry(row, TimeProvider.System).Data), TimeProvider.System, CancellationToken.None);
    }

    /// <summary>Validates rows in canonical JSON.</summary>
    internal static IReadOnlyList<string> Failed(DataProductDescriptor product, IEnumerable<string> rows, TimeProvider time, CancellationToken cancellationToken) =>
        [.. RowAudit.Run(product, rows, time, cancellationToken).Where(result => result.Outcome != CheckOutcome.Passed).Select(result => $"{CheckName.Of(result.Check)}: {result.Reason}")];
}
