using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MeshStarter.Platform.Enforcement.Reporting;

/// <summary>
/// Holds every answer back until the decisions of its request are written: no byte of it, its status included, leaves before. The request's own work runs
/// alongside. A decision that cannot be written turns the answer into 503.
/// </summary>
internal sealed class AuditedAnswer : IMiddleware
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var pending = new PendingDecisions();
        var original = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var held = new HeldBody(original, pending);
        context.Features.Set(pending);
        context.Features.Set<IHttpResponseBodyFeature>(held);
        try
        {
            await next(context);
            await held.EndAsync();
        }
        finally
        {
            context.Features.Set(original);
            // Answers without a body, and those that an exception handler writes.
            await pending.WrittenAsync();
        }
    }

    private sealed class HeldBody(IHttpResponseBodyFeature inner, PendingDecisions pending) : IHttpResponseBodyFeature
    {
        private HeldStream? _stream;
        private PipeWriter? _writer;

        public Stream Stream => _stream ??= new HeldStream(inner.Stream, pending);

        // It has a buffer of its own: what was written before the answer turned into 503 must not come before the problem.
        public PipeWriter Writer => _writer ??= PipeWriter.Create(Stream, new StreamPipeWriterOptions(leaveOpen: true));

        public void DisableBuffering() => inner.DisableBuffering();

        public async Task StartAsync(CancellationToken cancellationToken = default)
        {
            await pending.WrittenAsync();
            await inner.StartAsync(cancellationToken);
        }

        public async Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default)
        {
            await pending.WrittenAsync();
            await inner.SendFileAsync(path, offset, count, cancellationToken);
        }

        public async Task CompleteAsync()
        {
            await EndAsync();
            await pending.WrittenAsync();
            await inner.CompleteAsync();
        }

        public async Task EndAsync()
        {
            if (_writer is not null)
            {
                await _writer.CompleteAsync();
            }
        }
    }

    private sealed class HeldStream(Stream inner, PendingDecisions pending) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            pending.IsEmpty ? inner.WriteAsync(buffer, cancellationToken) : WriteLaterAsync(buffer, cancellationToken);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task FlushAsync(CancellationToken cancellationToken) => pending.IsEmpty ? inner.FlushAsync(cancellationToken) : FlushLaterAsync(cancellationToken);

        // The server permits no synchronous answers either.
        public override void Write(byte[] buffer, int offset, int count) => throw new InvalidOperationException("Answers are written asynchronously.");

        public override void Flush() => throw new InvalidOperationException("Answers are written asynchronously.");

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        private async ValueTask WriteLaterAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
        {
            await pending.WrittenAsync();
            await inner.WriteAsync(buffer, cancellationToken);
        }

        private async Task FlushLaterAsync(CancellationToken cancellationToken)
        {
            await pending.WrittenAsync();
            await inner.FlushAsync(cancellationToken);
        }
    }
}
