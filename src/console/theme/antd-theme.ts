import { theme, type ThemeConfig } from 'antd';
import { paletteOf, sizes, type Density, type Mode } from './palette.ts';

export const fontFamily =
  "'Inter Variable', 'Noto Sans JP', 'Hiragino Sans', 'Yu Gothic UI', system-ui, -apple-system, 'Segoe UI', sans-serif";
export const monoFamily =
  "'JetBrains Mono Variable', ui-monospace, 'Cascadia Mono', 'Noto Sans Mono CJK JP', monospace";

/** Ant Design's configuration out of the palette. */
export function antdTheme(mode: Mode, density: Density, past: boolean): ThemeConfig {
  const p = paletteOf(mode, past);
  const s = sizes[density];
  return {
    algorithm: [
      mode === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
      // The stock algorithms re-mix the seed colours; ours were chosen for their contrast and must stay.
      (_seed, map) => ({
        ...map!,
        colorPrimary: p.accent,
        colorPrimaryHover: p.accentHover,
        colorPrimaryActive: p.accentHover,
        colorPrimaryText: p.accent,
        colorPrimaryBg: p.accentSoft,
        colorPrimaryBorder: p.accent,
        colorError: p.critical,
        colorErrorBg: p.criticalSoft,
        colorWarning: p.warning,
        colorWarningBg: p.warningSoft,
        colorSuccess: p.safe,
        colorSuccessBg: p.safeSoft,
        colorInfo: p.info,
        colorInfoBg: p.infoSoft,
      }),
    ],
    cssVar: { key: 'muster' },
    hashed: false,
    token: {
      colorTextLightSolid: p.onAccent,
      colorLink: p.accent,
      colorLinkHover: p.accentHover,
      colorBgLayout: p.canvas,
      colorBgContainer: p.surface,
      colorBgElevated: p.raised,
      colorFillAlter: p.hover,
      colorBgSpotlight: p.spotlight,
      colorText: p.text,
      colorTextSecondary: p.text2,
      colorTextTertiary: p.text3,
      colorTextQuaternary: p.text3,
      colorTextPlaceholder: p.text3,
      colorTextDisabled: p.text3,
      colorTextDescription: p.text2,
      colorBorder: p.line2,
      colorBorderSecondary: p.line,
      colorSplit: p.line,
      controlItemBgActive: p.selected,
      controlItemBgHover: p.hover,
      fontFamily,
      fontFamilyCode: monoFamily,
      fontSize: 13,
      fontSizeSM: 12,
      fontSizeLG: 14,
      lineHeight: 20 / 13,
      fontWeightStrong: 600,
      borderRadius: 6,
      borderRadiusSM: 4,
      borderRadiusLG: 8,
      borderRadiusXS: 2,
      sizeUnit: 4,
      sizeStep: 4,
      controlHeight: s.control,
      controlHeightSM: s.controlSmall,
      controlHeightLG: s.controlLarge,
      controlPaddingHorizontal: 10,
      motionDurationFast: '0.08s',
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.18s',
      controlOutlineWidth: 2,
      lineWidthFocus: 2,
      boxShadow: p.shadowPopover,
      boxShadowSecondary: p.shadowPopover,
    },
    components: {
      Button: {
        primaryShadow: 'none',
        defaultShadow: 'none',
        dangerShadow: 'none',
        fontWeight: 500,
        paddingInline: 10,
        contentFontSizeSM: 12,
      },
      Input: { colorBorder: p.control, activeShadow: `0 0 0 2px ${p.accentSoft}` },
      Select: { colorBorder: p.control },
      Segmented: { trackBg: p.sunken, itemSelectedBg: p.surface, itemColor: p.text2 },
      Modal: { titleFontSize: 16 },
      Dropdown: { paddingBlock: 4 },
      Tooltip: { colorTextLightSolid: '#FFFFFF' },
    },
  };
}
