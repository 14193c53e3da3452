using MeshStarter.Platform.Sql.Analysis;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Prepared;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.QueryProxy.Capture;
using MeshStarter.QueryProxy.Failures;
using MeshStarter.QueryProxy.Products;

namespace MeshStarter.QueryProxy.Planning;

/// <summary>The plan of a statement, with every decision made.</summary>
internal abstract record QueryPlan
{
    /// <summary>Something for a worker to run.</summary>
    /// <param name="Request">The request to the worker.</param>
    /// <param name="Text">The query's text where that is what runs, so that places in it can be named.</param>
    /// <param name="Reads">The products that it reads.</param>
    /// <param name="Inputs">The states of products that it reads, with what policy demands.</param>
    internal sealed record Run(ExecuteRequest Request, SelectText? Text, IReadOnlyList<ProductFiles> Reads, IReadOnlyList<QueryInput> Inputs) : QueryPlan
    {
        /// <summary>The products and columns that it reads, for its record; null for a statement about the mesh itself.</summary>
        public QueryReading? Reading { get; init; }

        /// <summary>The tree of a query's text; null for a statement that is no query.</summary>
        public ReadOnlyMemory<byte>? Tree { get; init; }

        /// <summary>The prepared statement that it executes; null for others.</summary>
        public ExecutedText? Executed { get; init; }

        /// <summary>The failure of an engine's error, with its place in the text as it was written.</summary>
        public QueryFailure Failure(EngineError error, QueryOptions options)
        {
            var failure = EngineFailure.From(error, Text?.Sql, Reads, options);
            var placed = Text?.Placed(failure) ?? failure;
            return Executed?.Placed(placed) ?? placed;
        }
    }

    /// <summary>Something else in the client's session from here on; nothing runs.</summary>
    internal sealed record Change(SessionChange Session) : QueryPlan;
}
