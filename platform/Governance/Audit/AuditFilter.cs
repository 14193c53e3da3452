using MeshStarter.Contracts;

namespace MeshStarter.Governance.Audit;

/// <summary>Which records are asked for; null leaves a criterion out.</summary>
internal sealed record AuditFilter(
    string? Service, string? Subject, string? Action, DataProductId? Product, bool? Permit, DateTime? From, DateTime? To, long? Before, int Limit);
