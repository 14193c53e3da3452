using System.Buffers;
using System.Reflection;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using Microsoft.AspNetCore.Http.Metadata;

namespace MeshStarter.Governance.Decisions;

/// <summary>Answers a <see cref="DecisionsAnswer"/> from decisions that are encoded already, with its length, so that it is sent as few pieces.</summary>
internal sealed class EncodedAnswer(string bundle, EncodedDecision[] items) : IResult, IEndpointMetadataProvider
{
    // Beyond it the caller has to have taken what was sent before.
    private const int MostWaitingBytes = 256 * 1024;

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(DecisionsAnswer), ["application/json"]));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        byte[] head = [.. "{\"bundle\":"u8, .. JsonSerializer.SerializeToUtf8Bytes(bundle, MeshJson.Options), .. ",\"items\":["u8];
        var (response, end) = (httpContext.Response, "]}"u8.Length);
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = head.Length + items.Sum(item => (long)item.Json.Length) + Math.Max(0, items.Length - 1) + end;
        var body = response.BodyWriter;
        body.Write(head);
        var waiting = head.Length;
        for (var index = 0; index < items.Length; index++)
        {
            if (index > 0)
            {
                body.Write(","u8);
            }

            body.Write(items[index].Json);
            waiting += items[index].Json.Length + 1;
            if (waiting <= MostWaitingBytes)
            {
                continue;
            }

            await body.FlushAsync(httpContext.RequestAborted);
            waiting = 0;
        }

        body.Write("]}"u8);
        await body.FlushAsync(httpContext.RequestAborted);
    }
}
