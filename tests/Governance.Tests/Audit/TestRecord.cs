using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Governance.Tests.Audit;

/// <summary>A record that a service sends; a test changes what it is about.</summary>
internal static class TestRecord
{
    public static AuditRecord Of(string service, string subject) => new()
    {
        Id = Guid.CreateVersion7(),
        OccurredAt = TimeProvider.System.GetUtcNow(),
        Service = service,
        Subject = subject,
        Action = AuditActions.Read,
        Permit = true,
        Reason = "Because of a test",
    };
}
