using Microsoft.Extensions.Options;

namespace MeshStarter.Platform.IcebergCatalog.Wire;

/// <summary>
/// Bounds the memory that requests take: a body is read whole, up to <see cref="IcebergOptions.RequestMiB"/>, before anything is made of it, and of the large ones a
/// few are handled at the same time. Metadata takes many times its JSON while it is changed.
/// </summary>
internal sealed class RequestLimits(IOptions<IcebergOptions> options) : IEndpointFilter, IDisposable
{
    private const int LargeBytes = 256 * 1024;
    private const int LargeAtOnce = 2;

    private readonly SemaphoreSlim _large = new(LargeAtOnce, LargeAtOnce);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            return await next(context);
        }

        var cancellationToken = context.HttpContext.RequestAborted;
        using var body = await ReadAsync(request, cancellationToken);
        request.Body = body;
        if (body.Length <= LargeBytes)
        {
            return await next(context);
        }

        await _large.WaitAsync(cancellationToken);
        try
        {
            return await next(context);
        }
        finally
        {
            _large.Release();
        }
    }

    public void Dispose() => _large.Dispose();

    private async Task<MemoryStream> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var limit = options.Value.RequestMiB * 1024 * 1024;
        if (request.ContentLength > limit)
        {
            throw TooLarge();
        }

        var body = new MemoryStream((int)(request.ContentLength ?? 0));
        var block = new byte[16_384];
        for (int read; (read = await request.Body.ReadAsync(block, cancellationToken)) > 0;)
        {
            if (body.Length + read > limit)
            {
                throw TooLarge();
            }

            body.Write(block, 0, read);
        }

        body.Position = 0;
        return body;
    }

    private IcebergRefusedException TooLarge() =>
        IcebergRefusedException.TooLarge($"The request is larger than {options.Value.RequestMiB} MiB, the most that the catalog takes of one (Mesh:Tables:RequestMiB). Send less at a time.");
}
