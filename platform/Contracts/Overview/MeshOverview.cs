using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Slo;

namespace MeshStarter.Contracts.Overview;

/// <summary>The mesh at a glance: domains, products and the flows between them, as far as the caller may see them.</summary>
/// <param name="Domains">The first domains, by name.</param>
/// <param name="Flows">From which of these products which others are made.</param>
/// <param name="HasMore">Whether there are further domains.</param>
public sealed record MeshOverview(IReadOnlyList<OverviewDomain> Domains, IReadOnlyList<ProductFlow> Flows, bool HasMore);

/// <summary>A domain at a glance.</summary>
/// <param name="Domain">Its name.</param>
/// <param name="Reachability">Whether its service is there.</param>
/// <param name="Products">Its first products, by name.</param>
/// <param name="HasMore">Whether there are further products.</param>
public sealed record OverviewDomain(string Domain, Reachability Reachability, IReadOnlyList<OverviewProduct> Products, bool HasMore);

/// <summary>A product at a glance.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its default version.</param>
/// <param name="Kind">How it relates to its sources.</param>
/// <param name="Ports">The kinds of its ports.</param>
/// <param name="Status">Its state.</param>
public sealed record OverviewProduct(DataProductId Name, ProductVersion Version, ProductKind Kind, IReadOnlyList<PortType> Ports, ProductStatus Status);

/// <summary>Rows of one product go into another.</summary>
/// <param name="From">The product that is read.</param>
/// <param name="To">The product that is made of it.</param>
public sealed record ProductFlow(DataProductId From, DataProductId To);
