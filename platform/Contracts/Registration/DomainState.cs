namespace MeshStarter.Contracts.Registration;

/// <summary>A domain as the catalog sees it.</summary>
/// <param name="Domain">Its name.</param>
/// <param name="Reachability">Whether its service is there.</param>
/// <param name="Products">How many of its products the caller may see.</param>
/// <param name="LastReportAt">When its service reported last; null where it never did.</param>
public sealed record DomainState(string Domain, Reachability Reachability, int Products, DateTimeOffset? LastReportAt);
