using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Enforcement.Answers;
using MeshStarter.Policy.Decisions;
using MeshStarter.Sdk.Products;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Sdk.Ports;

/// <summary>One request of an admitted reader at a port.</summary>
/// <param name="http">The request and its response.</param>
/// <param name="enforcement">Admits and records the reader.</param>
/// <param name="enter">Admits the reader, or refuses the request.</param>
internal sealed class PortRequest(HttpContext http, PortEnforcementPoint enforcement, Func<PortReader> enter)
{
    private PortReader _reader = enter();
    private WatchedReading? _reading;

    /// <summary>The parameters.</summary>
    public IQueryCollection Query => http.Request.Query;

    /// <summary>The response.</summary>
    public HttpResponse Response => http.Response;

    /// <summary>The product that is read.</summary>
    public OwnProduct Product => _reader.Product;

    /// <summary>The decision: row filters and masked columns.</summary>
    public PolicyDecision Decision => _reader.Decision;

    /// <summary>The end of the product's major version; null while it has none. From then on no reader is admitted.</summary>
    public DateTimeOffset? RetiresAt => _reader.RetiresAt;

    /// <summary>The cause for which no more of the answer may be given; null where there is none.</summary>
    public AnswerEnd? End => _reading?.End;

    /// <inheritdoc cref="PortEnforcementPoint.Record"/>
    public AuditRecord Record() => enforcement.Record(_reader);

    /// <inheritdoc cref="PortEnforcementPoint.Begin"/>
    public WatchedReading Begin(AuditRecord? recorded, IReadOnlyList<string>? columns, CancellationToken cancellationToken) =>
        _reading = enforcement.Begin(_reader, recorded, columns, cancellationToken);

    /// <summary>Decides again, by the rules that apply now.</summary>
    /// <exception cref="RequestRefusedException">The reader is not admitted any more.</exception>
    public void Readmit() => _reader = enter();
}
