using MeshStarter.Cli.Findings;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Lake.Queries;

namespace MeshStarter.Cli.Checking;

/// <summary>Finds <c>examples</c> that the query proxy would refuse: products and columns that there are not, types that do not fit, SQL that it does not read.</summary>
/// <param name="products">The products, whose columns examples name.</param>
internal sealed class ExampleQueries(CheckedProducts products) : IDisposable
{
    private const string Rule = "example.sql";

    private readonly QueryTrial _trial = new(TimeProvider.System);

    /// <summary>Returns an error for each such example; a warning where a copy of a contract may lack the column.</summary>
    /// <param name="product">The descriptor.</param>
    /// <param name="file">Its file.</param>
    /// <param name="text">Its text.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    public IEnumerable<Finding> Problems(DataProductDescriptor product, string file, CheckedText text, CancellationToken cancellationToken)
    {
        var known = products.Of(file);
        foreach (var (index, example) in product.Examples.Index())
        {
            List<string> columns = [];
            var isCopy = false;
            var (problem, tables) = _trial.Try(example, Columns, cancellationToken);
            foreach (var finding in ExampleTables.Problems(tables, products.Names).Select(wrong => text.Error($"examples[{index}]", "example.table", wrong.Message, wrong.Fix)))
            {
                yield return finding;
            }

            if (problem is not null)
            {
                yield return text.AtWord(
                    isCopy ? FindingSeverity.Warning : FindingSeverity.Error, $"examples[{index}]", EngineMessage.NameIn(problem.Message), Rule, problem.Message,
                    isCopy ? CheckedProducts.FixOfCopy : EngineMessage.Fix(problem.Message, columns, "Correct it: readers copy it."));
            }

            IReadOnlyList<ColumnDefinition>? Columns(ProductReference reference)
            {
                var found = known.ColumnsOf(reference);
                columns.AddRange(found?.Select(column => column.Name) ?? []);
                isCopy |= products.IsCopy(file, reference);
                return found;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _trial.Dispose();
}
