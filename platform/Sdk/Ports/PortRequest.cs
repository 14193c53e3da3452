using MeshStarter.Platform.Audit.Records;
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
    private GrantedReading? _reading;

    /// <summary>The parameters.</summary>
    public IQueryCollection Query => http.Request.Query;

    /// <summary>The response.</summary>
    public HttpResponse Response => http.Response;

    /// <summary>The product that is read.</summary>
    public OwnProduct Product => _reader.Product;

    /// <summary>The decision: row filters and masked columns.</summary>
    public PolicyDecision Decision => _reader.Decision;

    /// <summary>Whether a grant that the answer rests on has ended.</summary>
    public bool IsRevoked => _reading is { IsRevoked: true };

    /// <inheritdoc cref="PortEnforcementPoint.Record"/>
    public AuditRecord Record() => enforcement.Record(_reader);

    /// <inheritdoc cref="PortEnforcementPoint.Begin"/>
    public GrantedReading Begin(AuditRecord? recorded, IReadOnlyList<string>? columns, CancellationToken cancellationToken) =>
        _reading = enforcement.Begin(_reader, recorded, columns, cancellationToken);

    /// <summary>Decides again, by the rules that apply now.</summary>
    /// <exception cref="RequestRefusedException">The reader is not admitted any more.</exception>
    public void Readmit() => _reader = enter();
}
