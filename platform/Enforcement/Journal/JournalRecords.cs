using System.Text;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.Platform.Enforcement.Journal;

/// <summary>Records of a service about its own chain.</summary>
internal static class JournalRecords
{
    private static readonly byte[] ReportAction = Encoding.UTF8.GetBytes($"\"action\":\"{AuditActions.Journal}\"");

    /// <summary>Makes the record of something wrong with the chain.</summary>
    public static byte[] Report(string service, TimeProvider time, string reason) => Make(service, time, AuditActions.Journal, permit: false, reason);

    /// <summary>Makes the first record of a chain that ends with its process.</summary>
    public static byte[] Begin(string service, TimeProvider time) => Make(service, time, AuditActions.ChainBegin, permit: true,
        $"A process on {Environment.MachineName} begins a chain without a disk: governance has its records before an answer leaves.");

    /// <summary>Makes the last record of a chain that ends with its process.</summary>
    public static byte[] End(string service, TimeProvider time) => Make(service, time, AuditActions.ChainEnd, permit: true, "The process ends in order: no record follows in this chain.");

    /// <summary>Whether a record is a report: none is made about one that is refused, there would be no end.</summary>
    public static bool IsReport(ReadOnlyMemory<byte> record) => record.Span.IndexOf(ReportAction) >= 0;

    private static byte[] Make(string service, TimeProvider time, string action, bool permit, string reason) => AuditBounds.ToUtf8(new AuditRecord
    {
        Id = Guid.CreateVersion7(time.GetUtcNow()),
        OccurredAt = time.GetUtcNow(),
        Service = service,
        Subject = service,
        Roles = [MeshRoles.Service],
        Action = action,
        Permit = permit,
        Reason = reason,
    });
}
