using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace MeshStarter.Catalog.Lineage;

/// <summary>A part of the lineage graph, its nodes in order of their ids.</summary>
internal sealed record LineageGraph(IReadOnlyList<LineageGraphNode> Graph);

/// <summary>A dataset or job of the graph, with the edges that it has there.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type"><c>DATASET</c> or <c>JOB</c>.</param>
/// <param name="Data">The node's data: name, facets, and of a job its latest run.</param>
/// <param name="InEdges">From what it is made.</param>
/// <param name="OutEdges">The edges to nodes made of it.</param>
internal sealed record LineageGraphNode(
    string Id,
    string Type,
    JsonObject Data,
    [property: JsonPropertyName("inEdges")] IReadOnlyList<LineageEdge> InEdges,
    [property: JsonPropertyName("outEdges")] IReadOnlyList<LineageEdge> OutEdges);

/// <summary>One way from a dataset to a job, or from a job to a dataset.</summary>
internal sealed record LineageEdge(string Origin, string Destination);
