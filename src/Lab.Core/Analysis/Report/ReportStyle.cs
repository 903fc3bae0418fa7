namespace Lab.Analysis;

/// <summary>The page's style: dark text on white, charts that keep their colours in print, nothing cut by the end of a sheet.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root{--ink:#1c2530;--soft:#5a6675;--line:#dde3ea;--tint:#f5f7fa;--blue:#1f6fb2}
        *{box-sizing:border-box}
        html{scroll-behavior:smooth}
        body{margin:0;background:#fff;color:var(--ink);font:15px/1.5 "Segoe UI",system-ui,-apple-system,"Helvetica Neue","Noto Sans","DejaVu Sans",sans-serif;-webkit-print-color-adjust:exact;print-color-adjust:exact}
        header,main,nav{max-width:70rem;margin:0 auto;padding:0 1.5rem}
        header{padding-top:2.2rem}
        h1{font-size:1.9rem;line-height:1.2;margin:0 0 .3rem;letter-spacing:-.01em}
        header p{margin:0;color:var(--soft)}
        nav{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;position:sticky;top:0;background:#fffffff2;padding-top:.8rem;padding-bottom:.8rem;border-bottom:1px solid var(--line);font-size:.9rem;z-index:1}
        a{color:var(--blue);text-decoration:none}
        a:hover{text-decoration:underline}
        section{padding-top:1.9rem;scroll-margin-top:2.5rem}
        h2{font-size:1.35rem;margin:0 0 .5rem;line-height:1.25}
        h3{font-size:1rem;margin:0 0 .5rem}
        h4{font-size:.88rem;font-weight:600;margin:0 0 .35rem;overflow-wrap:anywhere}
        .intro{color:var(--soft);margin:0 0 .8rem;max-width:52rem}
        .caption,.axisname{color:var(--soft);font-size:.82rem;margin:.45rem 0 0;max-width:52rem}
        .axisname{margin:0;text-align:center}
        .findings{list-style:none;margin:0;padding:0}
        .findings li,.note{border-left:4px solid #d5a021;background:#fdf8ea;padding:.5rem .85rem;margin:0 0 .45rem;overflow-wrap:anywhere}
        .findings li.serious,.note.serious{border-color:#c23b3b;background:#fdf0f0}
        .findings em,.note em{font-style:normal;color:#1d4f7c}
        .findings a{font-size:.85rem;white-space:nowrap}
        .blocks{display:flex;flex-wrap:wrap;gap:1.4rem 2rem;margin-top:.9rem}
        .block{flex:1 1 100%;min-width:0}
        .block.half{flex:0 1 calc(33.3% - 1.4rem);min-width:17rem}
        .block.fit{flex:0 1 auto}
        .block.fit .caption{max-width:21rem}
        .wide{overflow-x:auto}
        table{border-collapse:collapse;font-variant-numeric:tabular-nums}
        .plain{font-size:.9rem}
        .plain th,.plain td{padding:.28rem .9rem .28rem 0;text-align:left;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:break-word}
        .plain th{color:var(--soft);font-weight:600;overflow-wrap:normal}
        .plain .n{text-align:right;white-space:nowrap}
        .bars{width:100%;table-layout:fixed;font-size:.9rem}
        .bars th{width:13rem;text-align:right;font-weight:400;padding:.22rem .8rem .22rem 0;vertical-align:middle;overflow-wrap:anywhere}
        .bars td{padding:.22rem 0}
        .bar{display:flex;align-items:center;gap:.5rem;height:1.05rem;line-height:1.05rem}
        .bar b{display:block;height:.72rem;min-width:1px;border-radius:0 2px 2px 0}
        .bar span{white-space:nowrap}
        .bar i{color:var(--soft);font-style:normal;font-size:.82rem;white-space:nowrap}
        .legend{display:flex;flex-wrap:wrap;gap:.2rem 1rem;margin:0 0 .4rem;font-size:.85rem;color:var(--soft)}
        .legend b{display:inline-block;width:.75rem;height:.75rem;border-radius:2px;margin-right:.35rem;vertical-align:-.06rem}
        .heat{font-size:.85rem}
        .heat td{min-width:2.9rem;padding:.28rem .45rem;text-align:right;border:1px solid #fff}
        .heat th{font-weight:400;padding:.28rem .6rem;text-align:left;overflow-wrap:anywhere}
        .heat thead th{text-align:right;vertical-align:bottom}
        .heat thead th.corner{color:var(--soft);text-align:left;font-size:.8rem}
        .heat th.up{padding:.3rem 0;height:8.5rem}
        .heat th.up span{writing-mode:vertical-rl;transform:rotate(180deg);display:inline-block;max-height:8.5rem;text-align:left;padding:0 .35rem}
        .heat .sum{color:var(--soft);background:none}
        svg{display:block;width:100%;height:auto;overflow:visible}
        svg.square{max-width:21rem}
        svg text{font-size:11px;fill:#5a6675;font-family:inherit}
        svg .axis{stroke:#9aa6b4}
        svg .frame{fill:#fbfcfd;stroke:#dde3ea}
        svg .ideal{stroke:#9aa6b4;stroke-dasharray:4 4}
        .pictures{margin-bottom:.9rem}
        .pictures .row{display:flex;flex-wrap:wrap;gap:.5rem}
        figure{margin:0;width:127px}
        figure img{display:block;width:127px;height:127px;object-fit:contain;background:var(--tint);border-radius:3px}
        .small figure,.small figure img{width:127px}
        .small figure img{height:127px}
        figcaption{font-size:.74rem;line-height:1.3;color:var(--soft);margin-top:.2rem;overflow-wrap:anywhere}
        figcaption span{display:block}
        figcaption .name{color:var(--ink)}
        main{padding-bottom:4rem}
        @page{margin:14mm}
        @media print{
          body{font-size:10.5pt}
          nav{display:none}
          header,main{max-width:none;padding-left:0;padding-right:0}
          header{padding-top:0}
          h2,h3,h4{break-after:avoid}
          tr,figure,.note,.findings li,.pictures,.block.half,svg{break-inside:avoid}
          .wide{overflow:visible}
          a{color:inherit}
          .block.half{flex-basis:calc(33.3% - 1.4rem);min-width:11rem}
          figure,figure img,.small figure,.small figure img{width:78px}
          figure img,.small figure img{height:78px}
          .plain{font-size:8.5pt}
          .plain th,.plain td{padding-right:.6rem}
        }
        """;
}
