using MeshStarter.Contracts;

namespace MeshStarter.Policy;

/// <summary>What every registration rule says.</summary>
internal sealed record RegistrationRuleHead(string Id, IssueSeverity Severity);
