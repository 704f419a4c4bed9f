using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Rathaus.Kernel.Documents;

/// <summary>A QR code as inline SVG: one path, black on white whatever the theme, with its quiet zone and a text alternative.</summary>
public static class QrSvg
{
    public static string Render(QrCode code, string alternative)
    {
        var edge = code.Size + 2 * QrCode.QuietZone;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"rh-qr__code\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {edge} {edge}\" width=\"160\" height=\"160\" role=\"img\" aria-label=\"{HtmlEncoder.Default.Encode(alternative)}\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{edge}v{edge}H0z\"/><path fill=\"#000\" d=\"");
        foreach (var (row, column, length) in code.DarkRuns())
            svg.Append(CultureInfo.InvariantCulture, $"M{column + QrCode.QuietZone} {row + QrCode.QuietZone}h{length}v1h-{length}z");
        return svg.Append("\"/></svg>").ToString();
    }
}
